"""Small files that must never be half written, and folders that only one run may change at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.errors import LocalStackError


def write_private(path: Path, text: str) -> None:
    """Replaces a file in one step; only its owner may read it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def own_folder(path: Path) -> Path:
    """The folder, made when missing and closed to other users.

    Raises LocalStackError when it belongs to somebody else: servers refuse each other's files.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise LocalStackError(f"{path} was made by another user: be that user, or remove it (make clean).")
    return path


@contextmanager
def turns(lock: Path) -> Iterator[None]:
    """Lets runs in the same folder take turns; a killed run frees its turn."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
