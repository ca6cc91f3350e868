"""How many messages the next batch may have: about 20 ms of work, learnt from the last ones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

BATCH_SECONDS = 0.020
MOST_MESSAGES = 400
_LEAST_EACH = 0.000_05
_BOTH = 20
"""At so many messages, what was estimated wrong is put down to the batch and to its messages alike."""
_LEARNING = 0.1


class Pace:
    """Of work, not of waiting: a slow disk makes each commit wait longer, and then larger batches help most.

    What a batch costs however little is in it (its transaction, the round trips to the database) is learnt apart and
    does not count: if it did, a slow machine would have small batches, which cost more a message, which would make
    them smaller still. Both figures follow each batch by normalised least mean squares (Widrow and Hoff, 1960).
    """

    def __init__(self) -> None:
        self._fixed = BATCH_SECONDS / 10
        self._each = BATCH_SECONDS / 50

    def most(self) -> int:
        """Messages that the next batch may have, at least one."""
        return max(1, min(MOST_MESSAGES, int(BATCH_SECONDS / self._each)))

    @contextmanager
    def learning(self, messages: int) -> Iterator[None]:
        """Measure the work on a batch of so many messages, on this thread."""
        started = time.thread_time()
        yield
        self.learn(messages, time.thread_time() - started)

    def learn(self, messages: int, seconds: float) -> None:
        """A batch of so many messages took so much processor time."""
        size = messages / _BOTH
        missed = seconds - self._fixed - self._each * messages
        correction = _LEARNING * missed / (1 + size * size)
        self._fixed = max(0.0, self._fixed + correction)
        self._each = max(_LEAST_EACH, self._each + correction * size / _BOTH)
