"""The check commands of accounting and logistics, run as an operator runs them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from infra.demo.story import PATIENCE
from infra.local.waiting import wait_until

SERVICES = ("accounting", "logistics")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check command printed, and whether it found nothing."""

    command: str
    said: str
    is_right: bool


def run_checks(root: Path, mongodb_url: str, tenant: str) -> list[Checked]:
    """Each command until it finds nothing, since what still moves may be reported, or for as long as a story waits."""
    found: list[Checked] = []
    for service in SERVICES:
        tries: list[Checked] = []

        def finds_nothing(service: str = service, tries: list[Checked] = tries) -> bool:
            tries.append(_run(service, root, mongodb_url, tenant))
            return tries[-1].is_right

        wait_until(finds_nothing, PATIENCE, every=1.0)
        found.append(tries[-1])
    return found


def _run(service: str, root: Path, mongodb_url: str, tenant: str) -> Checked:
    module = f"services.{service}.check"
    ran = subprocess.run(
        [sys.executable, "-m", module, tenant],
        cwd=root,
        env={**os.environ, "MONGODB_URL": mongodb_url},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Checked(f"python -m {module}", (ran.stdout + ran.stderr).strip(), ran.returncode == 0)
