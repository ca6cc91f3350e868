"""Coulisse as it is deployed, in a folder of its own, for measuring: started, watched, stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from infra.local.house import clone
from tests.performance.consumption import Consumed, consuming, largest_resident_mb, with_children
from tests.support.processes import free_port, wait_until
from tests.support.running_house import RunningHouse, running_house

FOLDER = clone() / ".local" / "bench"
TENANT = "bench"
CASE_TYPES = Path(__file__).parent / "case_types"
SETTINGS = {
    "CREDIT_LIMIT": "1000000000",
    "CASE_TYPES_DIR": str(CASE_TYPES),
    "LOG_LEVEL": "WARNING",
    "GATEWAY_LOG_LEVEL": "WARNING",
    "GATEWAY_STREAM_MOST_PER_CLIENT": "2000",
}


@dataclass(frozen=True)
class Measured(RunningHouse):
    """A running platform. key: an API key of a system that may do everything; further: process ids of replicas
    beside the first, by service."""

    key: str
    further: dict[str, list[int]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.house.gateway_url

    @property
    def stream_url(self) -> str:
        """Where event streams are answered: by a process of their own."""
        return f"http://127.0.0.1:{self.house.stack.keep_port('stream')}"

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Every process of Coulisse by program, further replicas included."""
        found = super().processes()
        for service, pids in self.further.items():
            found[service] = [*found[service], *with_children(pids)]
        return found

    def servers(self) -> dict[str, list[psutil.Process]]:
        """The broker's and the database's processes."""
        stack = self.house.stack
        return {"broker": with_children(stack.broker.pids), "mongod": with_children(stack.database.pids)}

    def programs(self) -> dict[str, list[psutil.Process]]:
        """Every process of Coulisse and of its servers, by program."""
        return self.processes() | self.servers()

    def consuming(self) -> AbstractContextManager[Consumed]:
        """A context that measures what each program takes of the processors: yields `Consumed`."""
        return consuming(self.programs)

    def resident_mb(self) -> dict[str, float]:
        """The largest resident memory of one process, by program of Coulisse, in megabytes."""
        return largest_resident_mb(self.processes())

    def stored(self) -> int:
        """How many cases there are."""
        return self.mongo["coulisse_intake"].cases.estimated_document_count()

    def closed_cases(self) -> int:
        """How many cases are closed. The others are counted, since asking must cost nothing however many are stored."""
        stored = self.stored()
        cases = self.mongo["coulisse_intake"].cases
        return stored - cases.count_documents({"tenant": TENANT, "status": {"$ne": "closed"}})

    @contextmanager
    def replicas(self, service: str, count: int) -> Iterator[None]:
        """So many processes of a service in all, ready to work; all but the first are ended afterwards."""
        with ExitStack() as held:
            binds = [f"127.0.0.1:{free_port()}" for _ in range(count - 1)]
            for bind in binds:
                process = self._replica(service, bind)
                held.callback(_end, process)
                self.further.setdefault(service, []).append(process.pid)
            held.callback(self.further.pop, service, None)
            for bind in binds:
                wait_until(lambda bind=bind: _is_ready(bind), 60, f"a further {service} ready")  # type: ignore[misc]
            yield

    def _replica(self, service: str, bind: str) -> "subprocess.Popen[bytes]":
        account = self.accounts[service]
        return subprocess.Popen(
            [sys.executable, "-m", "shared.runtime", f"services.{service}.service"],
            cwd=clone(),
            env={
                **os.environ,
                **SETTINGS,
                "AMQP_URL": account.amqp_url,
                "MONGODB_URL": account.mongodb_url,
                "COULISSE_MASTER_KEY_FILE": str(self.house.master_key),
                "COULISSE_ENV": "local",
                "HEALTH_BIND": bind,
            },
        )


@contextmanager
def measured(folder: Path = FOLDER, further: Mapping[str, str] | None = None) -> Iterator[Measured]:
    """A fresh platform with nothing stored; everything is stopped and removed at the end. further: settings."""
    with running_house(folder, SETTINGS | dict(further or {})) as running:
        yield Measured(running.mongo, running.house, running.accounts, running.new_key(TENANT))


def _is_ready(bind: str) -> bool:
    try:
        return requests.get(f"http://{bind}/readyz", timeout=2).ok
    except requests.RequestException:
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(25)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
