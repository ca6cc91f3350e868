"""What came of hostile messages, for people and for machines: reports/hostile-*.json and .md."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.faults.report import FOLDER, machine


@dataclass(slots=True)
class HostileReport:
    """alone, among: what good messages took, in seconds, turn by turn, without and with hostile ones beside them; kept:
    messages in the failed store."""

    seed: int
    command: str
    pace: float
    hostile_pace: float
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    good: int = 0
    hostile: int = 0
    kept: int = 0
    alone: list[list[float]] = field(default_factory=list)
    among: list[list[float]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """p99 with hostile messages by p99 without; of each the median over its turns, so that a turn in which the
        machine was busy with something else does not decide."""
        return (
            typical_p99(self.among) / typical_p99(self.alone) if any(self.alone) and any(self.among) else 1.0
        )

    @property
    def verdict(self) -> str:
        return f"{len(self.violations)} violations" if self.violations else "everything held"

    def write(self) -> Path:
        """Both files; the path of the one for people."""
        FOLDER.mkdir(exist_ok=True)
        stem = FOLDER / f"hostile-{self.began_at:%Y%m%d-%H%M%S}-{self.seed}"
        stem.with_suffix(".json").write_text(json.dumps(self._whole(), indent=2) + "\n")
        path = stem.with_suffix(".md")
        path.write_text(self._text())
        return path

    def _whole(self) -> dict[str, object]:
        return {
            "verdict": self.verdict,
            "seed": self.seed,
            "command": self.command,
            "began_at": self.began_at.isoformat(timespec="seconds"),
            "machine": machine(),
            "good_messages": self.good,
            "good_messages_a_second": self.pace,
            "hostile_messages": self.hostile,
            "hostile_messages_a_second": self.hostile_pace,
            "kept_in_the_failed_store": self.kept,
            "good_alone_ms": _figures(self.alone),
            "good_among_hostile_ms": _figures(self.among),
            "turns_of_each": len(self.among),
            "median_p99_alone_ms": round(typical_p99(self.alone) * 1000, 1) if any(self.alone) else None,
            "median_p99_among_hostile_ms": round(typical_p99(self.among) * 1000, 1)
            if any(self.among)
            else None,
            "p99_ratio": round(self.ratio, 2),
            "violations": self.violations,
        }

    def _text(self) -> str:
        rows = "\n".join(
            f"| {name} | {value} |" for name, value in self._whole().items() if name != "violations"
        )
        words = "".join(f"- {words}\n" for words in self.violations)
        return f"# Hostile messages: {self.verdict}\n\n| what | |\n|---|---|\n{rows}\n\n{words}"


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def typical_p99(turns: list[list[float]]) -> float:
    return median(percentile(turn, 0.99) for turn in turns if turn)


def _figures(turns: list[list[float]]) -> dict[str, float]:
    values = [value for turn in turns for value in turn]
    if not values:
        return {}
    return {f"p{share}": round(percentile(values, share / 100) * 1000, 1) for share in (50, 95, 99)}
