"""How many messages the next batch may have: about 20 ms of work, learnt from the last ones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

BATCH_SECONDS = 0.020
MOST_MESSAGES = 400


class Pace:
    """Of work, not of waiting: a slow disk makes each commit wait longer, and then larger batches help most."""

    def __init__(self) -> None:
        self._seconds_per_message = BATCH_SECONDS / 50

    def most(self) -> int:
        """Messages that the next batch may have, at least one."""
        return max(1, min(MOST_MESSAGES, int(BATCH_SECONDS / self._seconds_per_message)))

    @contextmanager
    def learning(self, messages: int) -> Iterator[None]:
        """Measure the work on a batch of so many messages, on this thread."""
        started = time.thread_time()
        yield
        per_message = (time.thread_time() - started) / messages
        self._seconds_per_message += 0.3 * (per_message - self._seconds_per_message)
