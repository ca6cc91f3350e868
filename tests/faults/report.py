"""What came of a campaign, for people and for machines: reports/faults-*.json and .md."""

import json
import os
import platform
import shutil
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from infra.local.house import clone
from tests.faults.blow import Blow

FOLDER = clone() / "reports"


@dataclass(slots=True)
class Report:
    """Filled while the campaign goes on, so that one which is broken off can be read, too."""

    seed: int
    shape: str
    command: str
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)
    blows: list[Blow] = field(default_factory=list)
    calm: dict[str, float] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    broken_off: str = ""
    rested_after: float = 0.0

    @property
    def verdict(self) -> str:
        if self.broken_off:
            return f"broken off: {self.broken_off}"
        return f"{len(self.violations)} violations" if self.violations else "everything held"

    @property
    def stem(self) -> Path:
        """What its files are called, less their endings."""
        return FOLDER / f"faults-{self.shape}-{self.began_at:%Y%m%d-%H%M%S}-{self.seed}"

    def keep_logs(self, logs: Path) -> None:
        """Beside the report, where something was not as it must be: the platform's folder is about to go."""
        if self.violations or self.broken_off:
            shutil.copytree(logs, self.stem.with_name(f"{self.stem.name}-logs"))

    def write(self) -> Path:
        """Both files; the path of the one for people."""
        FOLDER.mkdir(exist_ok=True)
        stem = self.stem
        stem.with_suffix(".json").write_text(json.dumps(self._whole(), indent=2) + "\n")
        path = stem.with_suffix(".md")
        path.write_text(self._text())
        return path

    def _whole(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "seed": self.seed,
            "servers": self.shape,
            "command": self.command,
            "began_at": self.began_at.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 1),
            "rested_after_seconds": round(self.rested_after, 1),
            "machine": machine(),
            "versions": self.versions,
            "counts": self.counts,
            "kills": sum(blow.kind.kills for blow in self.blows),
            "requests_by_answer": self.answers,
            "slowest_answer_seconds": self.slowest,
            "longest_pause_without_fault_seconds": rounded(self.calm),
            "faults": {name: _figures(blows) for name, blows in by_kind(self.blows).items()},
            "every_fault": [_told(blow) for blow in self.blows],
            "violations": self.violations,
        }

    def _text(self) -> str:
        whole = self._whole()
        lines = [
            f"# Faults on real servers: {self.verdict}",
            "",
            f"Seed {self.seed}, servers: {self.shape}, {self.began_at:%Y-%m-%d %H:%M} UTC, {self.seconds:.0f} s, "
            f"at rest {self.rested_after:.0f} s after the load. Again: `{self.command}`.",
            "",
            f"Machine: {whole['machine']}. Versions: {self.versions}.",
            "",
            "| what | how often |",
            "|---|---|",
            *(f"| {name} | {count} |" for name, count in self.counts.items()),
            *(f"| requests answered {status} | {count} |" for status, count in self.answers.items()),
            f"| processes killed | {whole['kills']} |",
            f"| faults | {len(self.blows)} |",
            "",
            "Seconds, p50 and longest. Back: from the healing until every program says that it works and the door has "
            "taken something. Messages: the longest time in which one of the services committed nothing. Door: the "
            "longest time in which no request was accepted. Both contain the fault's own duration. Others: the share "
            "of the processors that was taken by what does not belong to the platform; limits are stretched by it.",
            "",
            "| fault | times | lasted | back | messages | door | others |",
            "|---|---|---|---|---|---|---|",
            *(_row(name, _figures(blows)) for name, blows in by_kind(self.blows).items()),
            "",
            f"Without any fault the longest pause by service was {rounded(self.calm)}.",
            "",
        ]
        if self.violations:
            lines += ["## Violations", "", *(f"- {words}" for words in self.violations), ""]
        return "\n".join(lines)


def by_kind(blows: Sequence[Blow]) -> dict[str, list[Blow]]:
    found: defaultdict[str, list[Blow]] = defaultdict(list)
    for blow in blows:
        found[blow.kind.name].append(blow)
    return dict(sorted(found.items()))


def machine() -> str:
    """Processors, memory, system; no names."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    kind = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} processors, {memory:.0f} GB, {kind}, load at the end {load:.1f}"


def versions(mongod: str, rabbitmq: str) -> dict[str, str]:
    return {
        "coulisse": _coulisse(),
        "Python": platform.python_version(),
        "MongoDB": mongod,
        "RabbitMQ": rabbitmq,
        **{name: version(name) for name in ("pymongo", "pika", "nameko", "gunicorn")},
    }


def rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in seconds.items()}


def _coulisse() -> str:
    head = clone() / ".git"
    for text in (
        line for line in (clone() / "pyproject.toml").read_text().splitlines() if "version =" in line
    ):
        return text.split('"')[1] + ("" if head.exists() else " (no repository)")
    return "unknown"


def _figures(blows: Sequence[Blow]) -> dict[str, Any]:
    return {
        "times": len(blows),
        "lasted": _middle_and_most([blow.healed_at - blow.struck_at for blow in blows]),
        "back_after": _middle_and_most([blow.back_after for blow in blows]),
        "messages_stood_still": _middle_and_most([blow.pause for blow in blows]),
        "door_closed": _middle_and_most([blow.closed for blow in blows]),
        "taken_by_others": _middle_and_most([blow.busy for blow in blows]),
    }


def _middle_and_most(values: Sequence[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(values), 2), "max": round(max(values), 2)}


def _row(name: str, figures: dict[str, Any]) -> str:
    columns = ("lasted", "back_after", "messages_stood_still", "door_closed", "taken_by_others")
    cells = [f"{figures[column]['p50']} / {figures[column]['max']}" for column in columns]
    return f"| {name} | {figures['times']} | {' | '.join(cells)} |"


def _told(blow: Blow) -> dict[str, Any]:
    return {
        "fault": blow.kind.name,
        "what": blow.what,
        "at": datetime.fromtimestamp(blow.struck_at, UTC).isoformat(timespec="milliseconds"),
        "lasted": round(blow.healed_at - blow.struck_at, 2),
        "back_after": round(blow.back_after, 2),
        "pauses": rounded(blow.pauses),
        "door_closed": round(blow.closed, 2),
        "taken_by_others": round(blow.busy, 2),
        "violations": blow.violations,
    }
