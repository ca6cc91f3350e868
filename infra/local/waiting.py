"""Waiting on facts with a deadline."""

import time
from collections.abc import Callable


def wait_until(fact: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Whether the fact came true within so many seconds; it is looked at every so often."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every)
    return True
