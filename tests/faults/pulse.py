"""How late this machine is: what a thread measures that wants nothing but to wake up on time.

A time limit that is held on an idle machine may be missed on one that is busy with other things. What was lost in
waiting for a processor is therefore measured and granted.
"""

import threading
import time
from types import TracebackType

_EVERY = 0.05
_ORDINARY = 0.02
"""Seconds of lateness that nobody notices."""


class Pulse:
    """A context manager; `late(begin, end)` may be asked at any time."""

    def __init__(self) -> None:
        self._late: list[tuple[float, float]] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(5)

    def late(self, begin: float, end: float) -> float:
        """Seconds that were lost between two instants (time.time())."""
        return sum(seconds for at, seconds in list(self._late) if begin <= at <= end + seconds)

    def _beat(self) -> None:
        while True:
            before = time.time()
            if self._stopping.wait(_EVERY):
                return
            late = time.time() - before - _EVERY
            if late > _ORDINARY:
                self._late.append((time.time(), late))
