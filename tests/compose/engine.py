"""The container engine that a trial runs on: the one that DOCKER_HOST names, or one of its own, gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from infra.local.house import clone
from infra.local.waiting import wait_until
from tests.compose.commands import run
from tests.compose.errors import CommandFailedError, NoEngineError

_SCRIPTS = clone() / "infra" / "containers"
_WHAT_TO_DO = (
    "make compose-test needs a container engine. As root on Debian 12 or later it starts one by itself "
    "(infra/containers/engine.sh) and removes it again; elsewhere start one and set DOCKER_HOST, such as "
    "unix:///var/run/docker.sock."
)


@contextmanager
def engine(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which `docker` reaches the engine.

    Raises NoEngineError, which says what to do, when there is none and none can be started. An engine of the trial's
    own is stopped at the end and its folder, images included, removed.
    """
    if host := environ.get("DOCKER_HOST"):
        yield _answering({"DOCKER_HOST": host})
        return
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        raise NoEngineError(_WHAT_TO_DO)
    folder = Path(tempfile.mkdtemp(prefix="coulisse-engine-", dir="/var/tmp"))
    try:
        _start(folder)
        yield _answering({"DOCKER_HOST": f"unix://{folder}/docker.sock"})
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _answering(environment: dict[str, str]) -> dict[str, str]:
    try:
        run(("docker", "info"), environment, within=60)
    except (CommandFailedError, OSError) as away:
        raise NoEngineError(f"the engine at {environment['DOCKER_HOST']} does not answer: {away}") from away
    return environment


def _start(folder: Path) -> None:
    # Its daemon keeps what it is given as output: a pipe would never end.
    with (folder / "starting.log").open("w+") as said:
        done = subprocess.run(
            (_SCRIPTS / "engine.sh", "up", folder), stdout=said, stderr=subprocess.STDOUT, check=False
        )
        said.seek(0)
        if done.returncode:
            raise NoEngineError(f"{_WHAT_TO_DO} It was tried: {said.read()[-1_000:]}")


def _stop(folder: Path) -> None:
    pid = _pid(folder)
    with suppress(CommandFailedError):
        run((str(_SCRIPTS / "engine.sh"), "down", str(folder)), {}, within=60)
    if pid is not None:
        wait_until(lambda: not psutil.pid_exists(pid), 60)


def _pid(folder: Path) -> int | None:
    try:
        return int((folder / "docker.pid").read_text())
    except (OSError, ValueError):
        return None
