"""Where the workers of one gunicorn leave what they count, so that any of them can tell the sum.

Has to run before prometheus_client is imported, which looks for the folder then.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

_NAME = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "coulisse-counts-"
_OWNER = "owner"
"""A file in the folder, locked as long as anybody lives who was forked from its maker."""


def make_folder() -> None:
    """A new folder that nobody else may read; nothing where one is given. Removes those whose makers were killed and
    could not do so themselves."""
    if os.environ.get(_NAME):
        return
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # Never closed: the lock ends with the last process that holds it, however that one ends.
    fcntl.flock(os.open(folder / _OWNER, os.O_CREAT | os.O_RDWR, 0o600), fcntl.LOCK_EX)
    os.environ[_NAME] = str(folder)
    os.environ["COULISSE_COUNTS_OWNER"] = str(os.getpid())


def sweep() -> None:
    """Remove this user's folders that nobody owns any more; one without the file is just being made."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            owner = os.open(folder / _OWNER, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(owner)


def remove_folder() -> None:
    """What `make_folder` made in this process."""
    if os.environ.get("COULISSE_COUNTS_OWNER") == str(os.getpid()):
        shutil.rmtree(Path(os.environ[_NAME]), ignore_errors=True)


def forget_worker(pid: int) -> None:
    """A worker ended: what it measured of the present counts no more, what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]
