"""Where the workers of one gunicorn leave what they count, so that any of them can tell the sum.

Has to run before prometheus_client is imported, which looks for the folder then.
"""

import os
import shutil
import tempfile
from pathlib import Path

_NAME = "PROMETHEUS_MULTIPROC_DIR"


def make_folder() -> None:
    """A new folder that nobody else may read; nothing where one is given."""
    if not os.environ.get(_NAME):
        os.environ[_NAME] = tempfile.mkdtemp(prefix="coulisse-counts-")
        os.environ["COULISSE_COUNTS_OWNER"] = str(os.getpid())


def remove_folder() -> None:
    """What `make_folder` made in this process."""
    if os.environ.get("COULISSE_COUNTS_OWNER") == str(os.getpid()):
        shutil.rmtree(Path(os.environ[_NAME]), ignore_errors=True)


def forget_worker(pid: int) -> None:
    """A worker ended: what it measured of the present counts no more, what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]
