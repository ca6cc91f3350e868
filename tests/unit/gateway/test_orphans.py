"""A worker whose parent was killed."""

import subprocess
import sys
from contextlib import suppress

import psutil

from infra.local.house import clone
from tests.support.processes import wait_until

PARENT = """
import os, time
from gateway.serving.orphans import end_with_parent
parent = os.getpid()
if os.fork() == 0:
    end_with_parent(parent)
    print(os.getpid(), flush=True)
time.sleep(60)
"""


def _lives(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def test_a_worker_ends_with_the_process_that_keeps_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=clone(), stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _lives(worker)

        parent.kill()

        wait_until(lambda: not _lives(worker), 10, "the worker is gone, too")
