"""The systems around Coulisse, each a process of its own on loopback: an ERP and a receiver of webhooks."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import requests

from infra.demo.api import Json
from infra.local.errors import LocalStackError
from infra.local.ports import Ports, answers
from infra.local.processes import end, launch
from infra.local.secret_file import SecretFile
from infra.local.waiting import wait_until

_ERP, _RECEIVER = "demo erp", "demo receiver"
_START_SECONDS = 30.0
_QUICK = 10.0


@dataclass(frozen=True, slots=True)
class Partners:
    """What the demo starts beside Coulisse. `root` is the clone, `folder` where its private servers live.

    Partners that a killed run left behind are ended before new ones start.
    """

    root: Path
    folder: Path

    @property
    def erp_url(self) -> str:
        return self._url(_ERP)

    @property
    def erp_token(self) -> str:
        return SecretFile(self.folder).secret("demo/erp")

    @property
    def receiver_url(self) -> str:
        return self._url(_RECEIVER)

    def choose_ports(self) -> None:
        """Before anything starts: other ports where a stranger took ours meanwhile."""
        self.stop()
        ports = Ports(self.folder)
        for name in (_ERP, _RECEIVER):
            ports.keep(name)
        ports.renew_if_taken(_ERP, _RECEIVER)

    def start_erp(self) -> None:
        """The stand-in ERP, its books empty. It asks for `erp_token`."""
        self._start(_ERP, "tests.support.erp", "--token", self.erp_token)

    def start_receiver(self, secret: str) -> None:
        """An endpoint that takes webhooks and verifies their signatures with this secret."""
        self._start(_RECEIVER, "tests.support.webhook_receiver", "--secret", secret)

    def stop(self) -> None:
        """Ends both, as far as they run."""
        for name in (_ERP, _RECEIVER):
            end(self.folder, name, ask=(), grace=0)

    def misbehave(self, mode: str, times: int) -> None:
        """The ERP's next so many calls go wrong in this way."""
        answer = requests.put(f"{self.erp_url}/mode", json={"mode": mode, "times": times}, timeout=_QUICK)
        answer.raise_for_status()

    def misbehaved(self, mode: str) -> int:
        """How many calls of the ERP went wrong in this way."""
        counts: dict[str, int] = requests.get(f"{self.erp_url}/counts", timeout=_QUICK).json()
        return counts.get(f"mode.{mode}", 0)

    def booked(self) -> list[Json]:
        """Everything in the ERP's books."""
        listing: list[Json] = requests.get(f"{self.erp_url}/bookings", timeout=_QUICK).json()["bookings"]
        return listing

    def webhooks(self) -> list[Json]:
        """Everything that the receiver got."""
        received: list[Json] = requests.get(f"{self.receiver_url}/_control", timeout=_QUICK).json()
        return received

    def _start(self, name: str, module: str, *arguments: str) -> None:
        port = self._port(name)
        command = [sys.executable, "-m", module, "--port", str(port), *arguments]
        log = self.folder / "log" / f"{name.replace(' ', '-')}.log"
        log.parent.mkdir(exist_ok=True)
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(self.root),
            "LANG": "C.UTF-8",
        }
        launch(command, self.folder, name, environment, log)
        if not wait_until(lambda: answers(port), _START_SECONDS):
            raise LocalStackError(f"The {name} does not listen on port {port}: see {log}")

    def _url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._port(name)}"

    def _port(self, name: str) -> int:
        return Ports(self.folder).keep(name)
