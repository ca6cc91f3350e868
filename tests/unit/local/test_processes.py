"""What is told of a part's processes by looking at /proc."""

import os
import subprocess
from pathlib import Path

from infra.local.processes import MARK, end, launch, none_left, processes_of
from infra.local.waiting import wait_until

_ENVIRONMENT = {"PATH": os.defpath}


def test_a_program_that_shows_its_mark_late_has_not_ended(tmp_path: Path) -> None:
    late = f"sleep 0.3; {MARK}='{tmp_path}#server' exec sleep 60"

    with subprocess.Popen(["sh", "-c", late], env=_ENVIRONMENT):
        ended = none_left(tmp_path, "server")
        end(tmp_path, "server", ask=["sleep"], grace=10)

    assert not ended


def test_a_program_that_is_over_has_ended(tmp_path: Path) -> None:
    launch(["true"], tmp_path, "server", _ENVIRONMENT, tmp_path / "log")

    assert wait_until(lambda: none_left(tmp_path, "server"), 30)
    assert processes_of(tmp_path, "server") == []
