"""A platform at hand: somebody else's that runs already, or one in a folder of its own, started and removed."""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import psutil
from pymongo import MongoClient

from gateway.access import api_keys
from gateway.access.scopes import SCOPES
from gateway.house import DATABASE
from infra.local.accounts import Account
from infra.local.house import House, clone
from infra.local.stack import LocalStack
from infra.local.supervise import Supervisor
from infra.process_names import SERVICES
from shared.persistence.mongo import connect


@dataclass(frozen=True)
class Platform(ABC):
    """A running platform, wherever it runs. mongo: an administrator's connection."""

    mongo: MongoClient[dict[str, Any]]

    @property
    @abstractmethod
    def gateway_url(self) -> str:
        """Where the HTTP API answers."""

    def new_key(self, tenant: str, *, client: str = "shop", scopes: Sequence[str] = tuple(SCOPES)) -> str:
        """An API key, as `python -m gateway.keys` makes them; of a system that may do everything by default."""
        return api_keys.create(
            self.mongo[DATABASE],
            tenant=tenant,
            client=client,
            role="integrator",
            scopes=tuple(scopes),
            now=datetime.now(UTC),
        )

    def closed(self, tenant: str) -> int:
        """How many cases of the tenant are closed."""
        return self.mongo["coulisse_intake"].cases.count_documents({"tenant": tenant, "status": "closed"})


@dataclass(frozen=True)
class DistantPlatform(Platform):
    """A platform that somebody else started."""

    url: str

    @property
    def gateway_url(self) -> str:
        return self.url


@dataclass(frozen=True)
class RunningHouse(Platform):
    """A platform on this machine, whose processes can be stopped. accounts: what each process connects with."""

    house: House
    accounts: Mapping[str, Account]

    @property
    def gateway_url(self) -> str:
        return self.house.gateway_url

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Every process of Coulisse by program: the first one, then its workers and helpers."""
        roots = {name: psutil.Process(pid) for name, pid in self.house.supervisor.pids().items()}
        return {name: [root, *root.children(recursive=True)] for name, root in roots.items()}

    def kill(self, program: str) -> None:
        """SIGKILL to its first process, as a power cut would; the supervisor starts it again."""
        os.kill(self.house.supervisor.pids()[program], signal.SIGKILL)

    def kill_gateway_worker(self) -> None:
        """SIGKILL to one of the processes that answer requests."""
        psutil.Process(self.house.supervisor.pids()["gateway"]).children()[0].kill()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The services' processes stopped by signal and let go again; the gateway goes on."""
        pids = [p.pid for name, found in self.processes().items() if name in SERVICES for p in found]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)


@contextmanager
def running_house(
    folder: Path, settings: Mapping[str, str], before: Callable[[House], None] = lambda _house: None
) -> Iterator[RunningHouse]:
    """A fresh platform with nothing stored; everything is stopped and removed at the end.

    folder: inside the clone, for this platform alone. settings: what every program is told beside. before: what is done
    once the servers run, and nothing else does.
    """
    rmtree(folder, ignore_errors=True)
    stack = LocalStack(folder)
    # Any free port rather than 8080, which whoever runs Coulisse beside the tests has or is about to take.
    stack.keep_port("gateway")
    house = House(clone(), stack, Supervisor(stack.folder, clone()))
    try:
        stack.start()
        before(house)
        accounts = house.up(lambda text: print(f"  {text}", flush=True), settings)
        with connect(stack.mongodb_admin_url, name="tests") as mongo:
            yield RunningHouse(mongo, house, accounts)
    finally:
        house.down()
        rmtree(folder, ignore_errors=True)
