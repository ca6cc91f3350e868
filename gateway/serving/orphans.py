"""A worker ends with the process that keeps it.

gunicorn's own worker notices within a second that its parent was killed, and then takes up to `graceful_timeout` to
finish. Meanwhile it holds the port, so that a supervisor starts the next parent in vain, and whatever it is still asked
fails, since nobody reads the log that it writes to.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Has the kernel kill this process when the one with that id, which forked it, is gone (prctl(2), Linux only). A
    request that was not answered is sent again by its client: see idempotency.py."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before the kernel knew
        os.kill(os.getpid(), signal.SIGKILL)
