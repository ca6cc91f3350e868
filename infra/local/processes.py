"""The processes of one part of one folder, found by a mark in their environment.

Process ids written to files go stale when a run is killed. Instead every process is started with the folder
and the part's name in its environment, which its children inherit, and /proc tells which ones are ours.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from infra.local.waiting import wait_until

MARK = "COULISSE_LOCAL_PART"

_EXEC_SECONDS = 2.0
_LOOKS = 10


def processes_of(folder: Path, part: str, program: str | None = None) -> list[int]:
    """Ids of the living processes of that part, all or only those whose kernel name is `program`."""
    mark = _mark(folder, part).encode()
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        # A process may end while it is looked at; those of other users cannot be ours to end.
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            environment = Path(entry.path, "environ").read_bytes().split(b"\0")
            if mark in environment and _is_named(entry.path, program):
                found.append(int(entry.name))
    return found


def none_left(folder: Path, part: str) -> bool:
    """Whether the part has ended, for sure: while a process changes from one program to the next (execve(2)), the
    kernel shows no environment of it, and on a busy machine that lasts."""
    for _ in range(_LOOKS):
        if processes_of(folder, part):
            return False
        time.sleep(_EXEC_SECONDS / _LOOKS)
    return True


def launch(
    command: Sequence[str], folder: Path, part: str, environment: Mapping[str, str], log: Path
) -> None:
    """Starts a command that outlives this process, in a session of its own, writing to the log."""
    variable, value = _mark(folder, part).split("=", 1)
    with log.open("ab") as output:
        subprocess.run(
            ["setsid", "--fork", *command],
            env={**environment, variable: value},
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=True,
        )


def end(folder: Path, part: str, ask: Sequence[str], grace: float) -> None:
    """Asks the programs named in `ask` to end (SIGTERM), then kills what is left of the part.

    `grace` is in seconds. Returns when no process of the part is left.
    """
    asked = [pid for program in ask for pid in processes_of(folder, part, program)]
    for pid in asked:
        _signal(pid, signal.SIGTERM)
    if asked:
        wait_until(lambda: not any(processes_of(folder, part, program) for program in ask), grace)
    wait_until(lambda: _killed(folder, part), 10)


def _killed(folder: Path, part: str) -> bool:
    left = processes_of(folder, part)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    return not left


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _mark(folder: Path, part: str) -> str:
    return f"{MARK}={folder.resolve()}#{part}"


def _is_named(entry: str, program: str | None) -> bool:
    return program is None or Path(entry, "comm").read_text().strip() == program
