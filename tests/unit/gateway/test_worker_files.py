"""Nothing is left of a gateway that was killed, once the next one starts."""

import os
import subprocess
import sys
from pathlib import Path

from infra.local.house import clone

MAKE = "from gateway.serving import worker_files; worker_files.make_folder(); print(flush=True)"
STAY = f"{MAKE}; input()"


def started(folder: Path, program: str) -> "subprocess.Popen[str]":
    """A process that keeps its temporary files in this folder, once it has made its own one there."""
    environ = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=clone(),
        env=environ | {"TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def folders(place: Path) -> set[Path]:
    return set(place.glob("coulisse-counts-*"))


def test_the_folder_of_a_killed_gateway_goes_at_the_next_start(tmp_path: Path) -> None:
    with started(tmp_path, STAY) as killed:
        (left,) = folders(tmp_path)
        killed.kill()
        killed.wait(10)

    with started(tmp_path, STAY) as living:
        present = folders(tmp_path)
        living.communicate("\n")

    assert len(present) == 1
    assert left not in present


def test_the_folder_of_a_living_gateway_stays(tmp_path: Path) -> None:
    with started(tmp_path, STAY) as living:
        (kept,) = folders(tmp_path)

        with started(tmp_path, MAKE) as other:
            other.communicate()

        assert kept in folders(tmp_path)
        living.communicate("\n")


def test_a_folder_that_is_just_being_made_stays(tmp_path: Path) -> None:
    fresh = tmp_path / "coulisse-counts-fresh"
    fresh.mkdir()

    with started(tmp_path, MAKE) as other:
        other.communicate()

    assert fresh.exists()
