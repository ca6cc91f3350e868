"""Programs of the Node.js world that hold the contract's documents to their word: part of `make verify-documents`."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

BINARIES = Path(sys.executable).parent
VERIFYING = bool(os.environ.get("COULISSE_VERIFY"))

needs_npm = pytest.mark.skipif(not VERIFYING, reason="needs node and npm: `make verify-documents` runs it")


def run(command: Sequence[str], folder: Path, **environ: str) -> str:
    """What a program says, with the programs of this environment in reach; fails with its words when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": f"{BINARIES}:{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def install(folder: Path, *packages: str) -> None:
    """npm packages, with exact versions, for programs in this folder; none of their own scripts is run."""
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", *packages], folder)
