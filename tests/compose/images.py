"""The images of a trial: bases to build on, and Coulisse as it was before and as it is now."""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.house import clone
from tests.compose.commands import run

STAND_INS = {"3.10": "standin/rabbitmq:3.10", "4.0": "standin/rabbitmq:4.0"}
BEFORE, AFTER = "before", "after"
"""The versions that the two images call themselves."""
STORIES = "coulisse-trial-stories"
_DOCKERFILE = "infra/containers/coulisse/Dockerfile"


@dataclass(frozen=True, slots=True)
class Bases:
    """What is run beside, and built on. brokers: by version."""

    python: str
    mongodb: str
    brokers: Mapping[str, str]

    @property
    def standing_in(self) -> bool:
        """Whether any of them has to be built here."""
        return any(
            name.startswith("standin/") for name in (self.python, self.mongodb, *self.brokers.values())
        )


def bases(brokers: tuple[str, ...], environ: Mapping[str, str]) -> Bases:
    """Stand-ins, unless PYTHON_IMAGE and MONGODB_IMAGE name others and a broker is given as VERSION=IMAGE."""
    named: dict[str, str] = {}
    for one in brokers:
        version, _, image = one.partition("=")
        named[version] = image or STAND_INS[version]
    return Bases(
        environ.get("PYTHON_IMAGE", "standin/python:3.11"),
        environ.get("MONGODB_IMAGE", "standin/mongo:6.0"),
        named,
    )


def build_stand_ins(environment: Mapping[str, str]) -> None:
    """Those that are not there yet. Raises CommandFailedError."""
    run((str(clone() / "infra" / "containers" / "standins.sh"),), environment)


def image(version: str) -> str:
    return f"coulisse-trial:{version}"


def build_coulisse(environment: Mapping[str, str], python: str, commit: str) -> None:
    """Both versions: of `commit` and of this tree; of this tree twice when no commit is named."""
    with tempfile.TemporaryDirectory() as place:
        earlier = _checked_out(commit, Path(place)) if commit else clone()
        _build(environment, python, BEFORE, earlier)
    _build(environment, python, AFTER, clone())


def remove(environment: Mapping[str, str]) -> None:
    run(("docker", "image", "rm", "--force", image(BEFORE), image(AFTER), STORIES), environment)


def _build(environment: Mapping[str, str], python: str, version: str, context: Path) -> None:
    arguments = (f"PYTHON_IMAGE={python}", f"VERSION={version}")
    run(
        (
            *("docker", "build", "--quiet", "--network", _network(), "--tag", image(version)),
            *(part for argument in arguments for part in ("--build-arg", argument)),
            *("--file", str(context / _DOCKERFILE), str(context)),
        ),
        environment,
    )


def _network() -> str:
    return os.environ.get("BUILD_NETWORK", "host")


def _checked_out(commit: str, folder: Path) -> Path:
    packed = subprocess.run(
        ("git", "archive", "--format=tar", commit), cwd=clone(), capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder
