"""How much of this machine's processors others took: a time limit that holds on a machine of one's own may be missed on
one that is busy with other things.

Every second the processor time of all processes (proc(5), /proc/stat) is held against that of the platform's own ones.
A limit is then stretched as far as the platform was slowed: with half of the processors gone, to twice its length. What
the platform and its load take from each other is never granted.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from infra.local.processes import processes_of

_EVERY = 1.0
_MOST = 0.9
"""A limit is stretched ten times at most."""
_PARTS = ("broker", "database", "supervisor")
_TICKS = os.sysconf("SC_CLK_TCK")


class Others:
    """A context manager. folders: whose processes are the platform's own, besides this one."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._samples: list[tuple[float, float, float]] = []
        self._own: dict[int, float] = {}
        self._own_sum = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="others", daemon=True)

    def __enter__(self) -> "Others":
        self._sample()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join(10)

    def share(self, begin: float, end: float) -> float:
        """Of all processors, from `begin` to `end` (time.time()): 0 to 0.9."""
        samples = list(self._samples)
        before = [sample for sample in samples if sample[0] <= begin] or samples[:1]
        after = [sample for sample in samples if sample[0] >= end] or samples[-1:]
        (from_, busy, own), (to, busy_then, own_then) = before[-1], after[0]
        if to <= from_:
            return 0.0
        foreign = (busy_then - busy) - (own_then - own)
        return min(_MOST, max(0.0, foreign / ((to - from_) * (os.cpu_count() or 1))))

    def stretched(self, limit: float, begin: float, end: float) -> float:
        """The limit, as long as it may be with so much of the machine gone."""
        return limit / (1 - self.share(begin, end))

    def _watch(self) -> None:
        while not self._stopping.wait(_EVERY):
            self._sample()

    def _sample(self) -> None:
        pids = {
            os.getpid(),
            *(pid for f in self._folders for part in _PARTS for pid in processes_of(f, part)),
        }
        now = {pid: seconds for pid in pids if (seconds := _seconds_of(pid)) is not None}
        self._own_sum += sum(seconds - self._own.get(pid, 0.0) for pid, seconds in now.items())
        self._own = now
        self._samples.append((time.time(), _busy_seconds(), self._own_sum))


def _busy_seconds() -> float:
    """Of all processors together since the start: user, nice, system, irq, softirq, steal."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS


def _seconds_of(pid: int) -> float | None:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return None
