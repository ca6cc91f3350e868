"""`python -m tests.faults.stepped services.intake.service`: a service's process whose clock can be stepped.

It differs from `python -m shared.runtime` in the clock alone: the system's, plus as many seconds as the file
CLOCK_STEP_FILE says.
"""

import os
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from shared.runtime import nameko_host
from shared.runtime.__main__ import main
from shared.runtime.clock import system_clock
from shared.runtime.process import ServiceProcess

_LOOK_EVERY = 0.2
"""Seconds."""


class SteppedClock:
    """Looks into the file now and then; a file that is not there says nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = timedelta()
        self._looked_at = -_LOOK_EVERY

    def __call__(self) -> datetime:
        now = monotonic()
        if now - self._looked_at >= _LOOK_EVERY:
            self._looked_at = now
            self._ahead = (
                timedelta(seconds=float(self._file.read_text())) if self._file.exists() else timedelta()
            )
        return system_clock() + self._ahead


if __name__ == "__main__":
    clock = SteppedClock(Path(os.environ["CLOCK_STEP_FILE"]))
    setattr(nameko_host, "ServiceProcess", partial(ServiceProcess, clock=clock))  # noqa: B010
    sys.exit(main(sys.argv[1:]))
