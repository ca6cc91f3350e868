"""Programs of the container engine, called with one environment."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.compose.errors import CommandFailedError

_LAST_WORDS = 3_000
_LONGEST = 1_800.0


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    within: float = _LONGEST,
) -> str:
    """What the command prints. Raises CommandFailedError when it ends with an error or not within so many seconds."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **_own_builder(), **environment},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CommandFailedError(f"{' '.join(command)}: not within {within:g} s") from late
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}".strip()
        words = f"{' '.join(command)} ended with {done.returncode}:\n{said[-_LAST_WORDS:]}"
        raise CommandFailedError(words, said)
    return done.stdout


def _own_builder() -> dict[str, str]:
    """The engine's own builder: the newer one is a plugin that not every client has."""
    return {"DOCKER_BUILDKIT": "0", "COMPOSE_DOCKER_CLI_BUILD": "0"}


def compose_command(environment: Mapping[str, str]) -> tuple[str, ...]:
    """`docker compose`, or `docker-compose` where the plugin is missing. Raises CommandFailedError without either."""
    try:
        run(("docker", "compose", "version"), environment, within=30)
    except CommandFailedError:
        if shutil.which("docker-compose") is None:
            raise
        return ("docker-compose",)
    return ("docker", "compose")
