"""What programs take of the machine: processor seconds and resident memory, by program.

Processor seconds can be compared on a busy machine, where seconds of the clock cannot.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

Programs = Callable[[], Mapping[str, Sequence[psutil.Process]]]


@dataclass(slots=True)
class Consumed:
    """Filled when the measured stretch ends. seconds: processor seconds, user and system, by program."""

    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    def per_thousand(self, cases: int) -> dict[str, float]:
        """Processor seconds for each thousand cases, by program."""
        return {name: seconds * 1000 / cases for name, seconds in self.seconds.items()}


@contextmanager
def consuming(programs: Programs) -> Iterator[Consumed]:
    """Measures what the programs take inside the `with`."""
    consumed = Consumed()
    before = _processor_seconds(programs())
    yield consumed
    after = _processor_seconds(programs())
    for (program, pid), seconds in after.items():
        took = seconds - before.get((program, pid), 0.0)
        consumed.seconds[program] = consumed.seconds.get(program, 0.0) + took


def _processor_seconds(programs: Mapping[str, Sequence[psutil.Process]]) -> dict[tuple[str, int], float]:
    found = {}
    for program, processes in programs.items():
        for process in processes:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            found[program, process.pid] = times.user + times.system
    return found


def largest_resident_mb(programs: Mapping[str, Sequence[psutil.Process]]) -> dict[str, float]:
    """The largest resident memory of one process, by program, in megabytes."""
    found: dict[str, float] = {}
    for program, processes in programs.items():
        for process in processes:
            try:
                resident = process.memory_info().rss / 1e6
            except psutil.NoSuchProcess:
                continue
            found[program] = max(found.get(program, 0.0), resident)
    return found


def with_children(pids: Sequence[int]) -> list[psutil.Process]:
    """These processes and everything below them, as far as they still run."""
    found: list[psutil.Process] = []
    for pid in pids:
        try:
            process = psutil.Process(pid)
            found += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    return found
