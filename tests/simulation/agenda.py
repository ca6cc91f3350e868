"""Simulated time: what happens when, in an order that follows from the seed alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Call = Callable[[], None]


class Agenda:
    """Calls to come. `seconds` counts from START; what falls on the same instant happens in the order it was
    planned."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._calls: list[tuple[float, int, Call]] = []
        self._planned = 0
        self._milliseconds = 0
        self._instant = START

    def now(self) -> datetime:
        """The instant in whole milliseconds, as the real clock gives it."""
        milliseconds = int(self.seconds * 1000)
        if milliseconds != self._milliseconds:
            self._milliseconds = milliseconds
            self._instant = START + timedelta(milliseconds=milliseconds)
        return self._instant

    def at(self, seconds: float, call: Call) -> None:
        self._planned += 1
        heappush(self._calls, (max(seconds, self.seconds), self._planned, call))

    def after(self, seconds: float, call: Call) -> None:
        self.at(self.seconds + seconds, call)

    def seconds_of(self, instant: datetime) -> float:
        """Just after that instant, which may lie a part of a millisecond behind the count of seconds."""
        return (instant - START).total_seconds() + 0.001

    def next_in(self) -> float | None:
        """Seconds until the next call; None when nothing is planned."""
        return self._calls[0][0] - self.seconds if self._calls else None

    def step(self) -> None:
        """Let the next call happen; time jumps to it."""
        self.seconds, _, call = heappop(self._calls)
        call()
