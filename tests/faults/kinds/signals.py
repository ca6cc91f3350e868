"""Signals to processes that may be gone by the time."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress


def kill(pids: Iterable[int]) -> None:
    """SIGKILL, as a power cut would."""
    _send(pids, signal.SIGKILL)


@contextmanager
def standing_still(pids: Iterable[int]) -> Iterator[None]:
    """SIGSTOP now, SIGCONT at the end of the block."""
    stopped = list(pids)
    _send(stopped, signal.SIGSTOP)
    try:
        yield
    finally:
        _send(stopped, signal.SIGCONT)


def _send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
