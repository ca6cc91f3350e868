"""What every part works with: the plan, the figures, and a platform that is there when it is wanted."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.performance import coulisse
from tests.performance.figures import Figures, Notes
from tests.performance.house import FOLDER, Measured, measured
from tests.performance.orders import order
from tests.performance.plan import Plan
from tests.performance.stored.filling import StoredCases

_WARM_UP_CASES = 200


class OutOfTimeError(Exception):
    """A part took longer than it may."""


class PartTroubleError(Exception):
    """Some figures of a part could not be measured; says which, and why."""


@dataclass
class Workbench:
    """Parts share one platform until one asks for a fresh one. thrifty: they share it all the same, which spoils the
    figures but not the test of the harness."""

    plan: Plan
    figures: Figures
    thrifty: bool = False
    folder: Path = FOLDER
    _held: ExitStack = field(default_factory=ExitStack)
    _platform: Measured | None = None
    _stored: StoredCases | None = None

    def notes(self, part: str) -> Notes:
        return Notes(part, self.figures)

    def platform(self) -> Measured:
        """A running platform with stock, warmed up by some cases; started when first wanted."""
        if self._platform is None:
            self._platform = self._held.enter_context(measured(self.folder))
            coulisse.fill_stock(self._platform)
            warm_up = min(_WARM_UP_CASES, self.plan.cases)
            coulisse.drain(self._platform, [order(number) for number in range(warm_up)], "warm-up")
        return self._platform

    @property
    def running(self) -> Measured | None:
        """The platform, if there is one."""
        return self._platform

    def fresh(self) -> Measured:
        """A platform with nothing stored but its warm-up, and nothing under way."""
        if not self.thrifty:
            self.close()
        platform = self.platform()
        coulisse.await_quiet(platform)
        return platform

    def stored_cases(self) -> StoredCases:
        """What fills this platform's databases; made when first wanted."""
        if self._stored is None:
            most, template = max(self.plan.stored_steps), self.plan.template_cases
            self._stored = StoredCases(self.platform(), most, template)
        return self._stored

    def close(self) -> None:
        """Stop and remove the platform, if there is one."""
        self._platform = self._stored = None
        self._held.close()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises OutOfTimeError inside the `with` when it takes longer, whatever it waits for. Main thread only."""

    def out_of_time(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTimeError(f"stopped after {seconds} s")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
