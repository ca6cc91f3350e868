"""New passwords for every process, on broker and database, while cases flow: nothing is refused, nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import pika
import psutil
import pytest
import requests
from pika.exceptions import ProbableAuthenticationError
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from infra.accounts import SECOND, SERVERS, address_file
from infra.broker.management import ManagementApi
from infra.local.accounts import Account
from infra.local.house import House, clone
from infra.local.programs import Program, programs
from infra.local.stack import LocalStack
from infra.local.supervise import Supervisor
from infra.process_names import PROCESSES
from shared.persistence.mongo import connect
from tests.performance.house import CASE_TYPES
from tests.support.books import failed_messages, stock_against_movements, unbalanced_entries
from tests.support.flowing import orders_flowing
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse

TENANT = "acme"
_SETTINGS = {"CASE_TYPES_DIR": str(CASE_TYPES), "CREDIT_LIMIT": "100000000.00"}


@dataclass(frozen=True)
class HouseWithFiles:
    """A platform whose processes find their addresses in `files`, as containers do."""

    running: RunningHouse
    files: Path

    def administer(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=clone(),
            env={
                **os.environ,
                **self.running.house.admin_environment(),
                "COULISSE_ACCOUNTS_DIR": str(self.files),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin_anew(self) -> None:
        """Every program takes up its files again: gunicorn's by a signal, the others one after the other."""
        pids = self.running.house.supervisor.pids()
        workers = psutil.Process(pids["gateway"]).children()
        os.kill(pids["gateway"], signal.SIGHUP)
        for name in sorted(set(pids) - {"gateway"}):
            os.kill(pids[name], signal.SIGTERM)
            wait_until(lambda name=name: self._is_new(name, pids[name]), 60, f"{name} begins anew")  # type: ignore[misc]
        wait_until(
            lambda: not any(worker.is_running() for worker in workers), 60, "the gateway's workers are new"
        )

    def _is_new(self, name: str, before: int) -> bool:
        return self.running.house.supervisor.pids().get(name, before) != before


@pytest.fixture
def platform_with_files() -> Iterator[HouseWithFiles]:
    folder = clone() / ".local" / "rotation"
    rmtree(folder, ignore_errors=True)
    stack = LocalStack(folder)
    house = House(clone(), stack, Supervisor(stack.folder, clone()))
    try:
        stack.start()
        accounts = house.prepare(print)
        files = stack.folder / "accounts"
        files.mkdir()
        for process, account in accounts.items():
            address_file(files, process, "amqp").write_text(account.amqp_url)
            address_file(files, process, "mongodb").write_text(account.mongodb_url)
        with _running(house, accounts, files) as running:
            yield HouseWithFiles(running, files)
    finally:
        house.down()
        rmtree(folder, ignore_errors=True)


@contextmanager
def _running(house: House, accounts: Mapping[str, Account], files: Path) -> Iterator[RunningHouse]:
    port = house.stack.keep_port("gateway")
    binds = (f"127.0.0.1:{port}", house.stream_bind, house.health_binds)
    wanted = programs(house.root, accounts, house.master_key, *binds, _SETTINGS)
    house.supervisor.up(tuple(_by_files(program, files) for program in wanted))
    with connect(house.stack.mongodb_admin_url, name="tests") as mongo:
        yield RunningHouse(mongo, house, accounts)


def _by_files(program: Program, files: Path) -> Program:
    environment = {k: v for k, v in program.environment.items() if k not in ("AMQP_URL", "MONGODB_URL")}
    for server in SERVERS:
        environment[f"{server.upper()}_URL_FILE"] = str(address_file(files, program.name, server))
    return replace(program, environment=environment)


def test_every_password_changes_while_cases_flow(platform_with_files: HouseWithFiles) -> None:
    running = platform_with_files.running
    old = dict(running.accounts)
    shop = FrontOffice(running.gateway_url, running.new_key(TENANT), TENANT)
    wait_until(lambda: _answers(shop), 60, "the gateway answers")
    shop.stock_up({"CH-100": 100_000})

    with orders_flowing(shop) as flow:
        wait_until(lambda: running.closed(TENANT) > 10, 60, "cases flow")
        platform_with_files.administer("infra.rotate", str(platform_with_files.files))
        platform_with_files.administer("infra.apply")
        platform_with_files.begin_anew()
        platform_with_files.administer("infra.apply", "--retire")
        before = len(flow.taken)
        wait_until(lambda: len(flow.taken) > before + 10, 60, "cases are still taken")

    wait_until(
        lambda: running.closed(TENANT) == len(flow.taken),
        120,
        lambda: f"{running.closed(TENANT)} of {len(flow.taken)} closed",
    )
    assert flow.put_off == 0
    assert failed_messages(running.mongo, TENANT) == []
    assert unbalanced_entries(running.mongo, TENANT) == []
    assert stock_against_movements(running.mongo, TENANT) == {}
    assert _connected(running) <= {f"{process}{SECOND}" for process in PROCESSES}
    for process in PROCESSES:
        _opens_no_more(old[process])


def _answers(shop: FrontOffice) -> bool:
    try:
        return shop.ask("GET", "/v1/cases").ok
    except requests.RequestException:
        return False


def _connected(running: RunningHouse) -> set[str]:
    """Users that are connected to the broker."""
    assert running.house.stack.management_url is not None
    found: list[dict[str, Any]] = ManagementApi(running.house.stack.management_url).get("connections")
    return {one["user"] for one in found}


def _opens_no_more(account: Account) -> None:
    with pytest.raises(ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(account.amqp_url))
    client: MongoClient[dict[str, Any]] = MongoClient(account.mongodb_url)
    with client, pytest.raises(OperationFailure) as refusal:
        client.coulisse_gateway.api_keys.find_one()
    assert refusal.value.code == 18
