"""Starts the private broker or database again when it dies; the supervisor does so for the programs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from infra.local.errors import LocalStackError
from infra.local.stack import LocalStack

_LOOK_EVERY = 1.0
"""Seconds."""


@contextmanager
def guarded(stack: LocalStack) -> Iterator[None]:
    """Looks after what is private in the stack, until the end of the block."""
    leaving = threading.Event()
    thread = threading.Thread(target=_look_after, args=(stack, leaving), name="guard", daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join()


def _look_after(stack: LocalStack, leaving: threading.Event) -> None:
    while not leaving.wait(_LOOK_EVERY):
        # One that does not start is tried again; the stories say so if it stays away.
        with suppress(LocalStackError):
            if stack.given.amqp_url is None and not stack.broker.pids:
                stack.broker.start()
            if stack.given.mongodb_url is None and not stack.database.pids:
                stack.database.start()
