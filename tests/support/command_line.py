"""`coulisse`, as its user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable

from infra.local.house import clone
from tests.support.front_office import FrontOffice

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command_line(shop: FrontOffice) -> Run:
    """Runs the command with the key of this front office, and returns what came of it."""
    environ = {
        **os.environ,
        "COULISSE_URL": shop.url,
        "COULISSE_API_KEY": shop.key,
        "PYTHONPATH": str(clone()),
    }

    def run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "gateway.cli", *words]
        return subprocess.run(
            command, env=environ | more, capture_output=True, text=True, timeout=90, check=False
        )

    return run
