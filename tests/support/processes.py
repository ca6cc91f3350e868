"""Real processes of services in tests: started, killed, and their readiness waited for."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import requests

from infra.local.stack import LocalStack

ROOT = Path(__file__).resolve().parents[2]


def wait_until(fact: Callable[[], bool], within: float, what: str | Callable[[], str]) -> None:
    """Return as soon as `fact()` holds; raises AssertionError naming `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not fact():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s: {what() if callable(what) else what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServiceUnderTest:
    """One process of a service. Use as a context manager; it is ended at the exit whatever its state."""

    def __init__(self, stack: LocalStack, module: str, **environ: str) -> None:
        self._module = module
        self._bind = f"127.0.0.1:{free_port()}"
        self._environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AMQP_URL": stack.amqp_admin_url,
            "MONGODB_URL": stack.mongodb_admin_url,
            "HEALTH_BIND": self._bind,
            "COULISSE_ENV": "test",
            "OUTBOX_SWEEP_SECONDS": "1",
            **environ,
        }
        self.log = stack.folder / f"{module.rsplit('.', 2)[-2]}.{self._bind.rsplit(':', 1)[1]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ServiceUnderTest":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.exit_code() is None:
            self.kill()

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process

    def start(self, **environ: str) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "shared.runtime", self._module],
                env={**self._environ, **environ},
                cwd=ROOT,
                stderr=log,
                stdout=log,
            )

    def ready(self) -> bool:
        """Whether it says that it does its work."""
        try:
            return requests.get(f"http://{self._bind}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def answers(self) -> bool:
        """Whether its health endpoints answer, whatever they say."""
        try:
            return requests.get(f"http://{self._bind}/livez", timeout=2).status_code in {200, 503}
        except requests.RequestException:
            return False

    def reasons(self) -> list[str]:
        """Why it does no work at present, in its own words."""
        reasons: list[str] = requests.get(f"http://{self._bind}/readyz", timeout=30).json()["reasons"]
        return reasons

    def wait_ready(self, within: float = 60) -> None:
        ready = f"{self._module} ready; see {self.log}"
        wait_until(lambda: self.exit_code() is not None or self.ready(), within, ready)
        assert self.exit_code() is None, f"not {ready}"

    def exit_code(self) -> int | None:
        return self.process.poll()

    def terminate(self, within: float = 60) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(within)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self.process.kill()
        self.process.wait(10)
