"""One demo at a time in a clone: a second one would take the first one's partners away."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.errors import LocalStackError
from infra.local.files import own_folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the stage for the length of the block. Raises LocalStackError when somebody else does."""
    with (own_folder(folder) / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalStackError("A demo is open in this clone already: end it with Ctrl-C first.") from None
        yield
