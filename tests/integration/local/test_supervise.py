"""Programs are kept running, and nothing is left behind."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.errors import LocalStackError
from infra.local.house import clone
from infra.local.processes import processes_of
from infra.local.programs import Program
from infra.local.supervise import Supervisor
from infra.local.waiting import wait_until

_SECRET = "50% of 'it' = a secret"
_WAITS = "import os, signal; print(os.environ['SECRET'], flush=True); signal.pause()"


def a_program(name: str, secret: str = _SECRET) -> Program:
    return Program(name, (sys.executable, "-c", _WAITS), {"SECRET": secret})


@pytest.fixture
def supervisor(folders: Path) -> Iterator[Supervisor]:
    folder = folders / "s"
    folder.mkdir(exist_ok=True)
    supervisor = Supervisor(folder, clone())
    yield supervisor
    supervisor.down()
    assert processes_of(folder, "supervisor") == []


def test_a_program_that_dies_is_started_again(supervisor: Supervisor) -> None:
    supervisor.up([a_program("one"), a_program("two")])
    before = supervisor.pids()

    os.kill(before["one"], signal.SIGKILL)

    assert wait_until(lambda: supervisor.pids().get("one", before["one"]) != before["one"], 20)
    assert supervisor.pids()["two"] == before["two"]


def test_running_programs_are_left_alone_by_another_up(supervisor: Supervisor) -> None:
    supervisor.up([a_program("one")])
    before = supervisor.pids()

    supervisor.up([a_program("one"), a_program("two")])

    assert supervisor.pids()["one"] == before["one"]
    assert supervisor.status() == {"one": "RUNNING", "two": "RUNNING"}


def test_changed_and_dropped_programs_follow_the_list(supervisor: Supervisor) -> None:
    supervisor.up([a_program("one"), a_program("two")])
    before = supervisor.pids()

    supervisor.up([a_program("one", secret="another")])

    assert supervisor.status() == {"one": "RUNNING"}
    assert supervisor.pids()["one"] != before["one"]


def test_a_killed_supervisor_does_not_leave_programs_twice(supervisor: Supervisor, folders: Path) -> None:
    supervisor.up([a_program("one")])
    orphan = supervisor.pids()["one"]
    for pid in processes_of(folders / "s", "supervisor", "supervisord"):
        os.kill(pid, signal.SIGKILL)

    supervisor.up([a_program("one")])

    assert orphan not in processes_of(folders / "s", "supervisor")
    assert supervisor.status() == {"one": "RUNNING"}


def test_a_secret_reaches_the_program_but_no_process_list(supervisor: Supervisor, folders: Path) -> None:
    supervisor.up([a_program("secretive")])

    log = supervisor.logs / "secretive.log"
    assert wait_until(lambda: log.exists() and _SECRET in log.read_text(), 10)
    for pid in processes_of(folders / "s", "supervisor"):
        assert _SECRET.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
    assert supervisor.configuration.stat().st_mode & 0o777 == 0o600


def test_one_program_stops_and_starts_alone(supervisor: Supervisor) -> None:
    supervisor.up([a_program("one"), a_program("two")])

    supervisor.stop("one")

    assert supervisor.status() == {"one": "STOPPED", "two": "RUNNING"}
    supervisor.start("one")
    assert supervisor.status() == {"one": "RUNNING", "two": "RUNNING"}


def test_a_path_too_long_for_a_socket_is_refused_with_a_remedy(folders: Path) -> None:
    folder = folders / ("long" * 30)
    folder.mkdir()

    with pytest.raises(LocalStackError, match="shorter"):
        Supervisor(folder, clone()).up([a_program("one")])
