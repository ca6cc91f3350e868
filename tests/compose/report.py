"""What came of a trial: printed, and kept in reports/."""

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.local.house import clone
from tests.faults.report import machine

FOLDER = clone() / "reports"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done to the platform, and what came of it."""

    broker: str
    name: str
    seconds: float
    outcome: str
    held: bool


@dataclass(slots=True)
class Report:
    """Filled while the trial goes on, so that one which is broken off can be read, too."""

    acts: list[Act] = field(default_factory=list)

    @contextmanager
    def act(self, broker: str, name: str) -> Iterator[list[str]]:
        """Times what happens within, and prints it at once; what is put into the list is its outcome. An error is an
        outcome, too, and goes on."""
        said: list[str] = []
        begin = time.monotonic()
        held = False
        try:
            yield said
            held = True
        except BaseException as error:
            said.append(f"{type(error).__name__}: {error}".splitlines()[0])
            raise
        finally:
            seconds = time.monotonic() - begin
            self.acts.append(Act(broker, name, seconds, "; ".join(said), held))
            print(f"  {_line(self.acts[-1])}", flush=True)

    @property
    def held(self) -> bool:
        return bool(self.acts) and all(act.held for act in self.acts)

    def text(self) -> str:
        verdict = "everything held" if self.held else "NOT everything held"
        lines = [f"# docker-compose.yml run for real: {verdict}", ""]
        lines += [f"Machine: {machine()}, Python {platform.python_version()}.", ""]
        lines += ["| RabbitMQ | what | seconds | outcome |", "|---|---|---|---|"]
        for act in self.acts:
            outcome = act.outcome.replace("|", "/") or "held"
            lines.append(
                f"| {act.broker} | {act.name} | {act.seconds:.1f} | "
                f"{'' if act.held else '**not held:** '}{outcome} |"
            )
        return "\n".join([*lines, ""])

    def write(self) -> None:
        """To standard output, and to reports/compose.md."""
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "compose.md").write_text(self.text(), encoding="utf-8")
        print(f"\n{self.text()}\nreports/compose.md", flush=True)


def _line(act: Act) -> str:
    return f"[{act.broker}] {act.name}: {act.outcome or 'held'} ({act.seconds:.1f} s)" + (
        "" if act.held else "  NOT HELD"
    )
