"""Coulisse as it is deployed, in a folder of its own, for measuring: started, watched, stopped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import psutil
from pymongo import MongoClient

from gateway import api_keys
from gateway.house import DATABASE
from gateway.scopes import ROLES
from infra.local.accounts import Account
from infra.local.house import House, clone
from infra.local.stack import LocalStack
from infra.local.supervise import Supervisor
from shared.persistence.mongo import connect

FOLDER = clone() / ".local" / "bench"
TENANT = "bench"
CASE_TYPES = Path(__file__).parent / "case_types"


@dataclass(frozen=True)
class Measured:
    """A running platform. mongo: an administrator's connection; key: an API key of an integrator."""

    house: House
    accounts: Mapping[str, Account]
    mongo: MongoClient[dict[str, Any]]
    key: str

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Every process of Coulisse by program, workers and helpers included."""
        roots = {name: psutil.Process(pid) for name, pid in self.house.supervisor.pids().items()}
        return {name: [root, *root.children(recursive=True)] for name, root in roots.items()}

    def resident_mb(self) -> dict[str, float]:
        """The largest resident memory of one process, by program, in megabytes."""
        return {
            name: max(process.memory_info().rss for process in processes) / 1e6
            for name, processes in self.processes().items()
        }

    def count(self, **match: Any) -> int:
        """Stored cases that match."""
        return self.mongo["coulisse_intake"].cases.count_documents({"tenant": TENANT, **match})


@contextmanager
def measured(settings: Mapping[str, str]) -> Iterator[Measured]:
    """A fresh platform with nothing stored; everything is stopped and removed at the end."""
    rmtree(FOLDER, ignore_errors=True)
    stack = LocalStack(FOLDER)
    house = House(clone(), stack, Supervisor(stack.folder, clone()))
    try:
        accounts = house.up(lambda text: print(f"  {text}", flush=True), settings)
        with connect(stack.mongodb_admin_url, name="bench") as mongo:
            key = api_keys.create(
                mongo[DATABASE],
                tenant=TENANT,
                client="shop",
                role="integrator",
                scopes=tuple({scope for role in ROLES.values() for scope in role}),
                now=datetime.now(UTC),
            )
            yield Measured(house, accounts, mongo, key)
    finally:
        house.down()
        rmtree(FOLDER, ignore_errors=True)
