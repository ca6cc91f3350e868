"""The platform that is struck: real servers and programs, proxies in between, partners beside."""

import http.client
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from shutil import copy, rmtree
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
from pymongo import MongoClient

from gateway.access import api_keys
from gateway.access.scopes import SCOPES
from gateway.house import DATABASE
from infra.local.accounts import Account, as_user
from infra.local.house import House, clone
from infra.local.processes import processes_of
from infra.local.programs import Program, programs
from infra.local.servers import Given
from infra.local.stack import LocalStack
from infra.local.supervise import Supervisor
from shared.persistence.mongo import connect
from tests.faults.proxy import Proxy
from tests.faults.servers.house_servers import HouseServers, Shape
from tests.support.erp import StandInErp
from tests.support.processes import wait_until
from tests.support.webhook_receiver import WebhookReceiver

GATEWAY = "gateway"
STREAM = "stream"
DATABASE_SECONDS = 3
ACCEPT_SECONDS = 8
CREDIT_LIMIT = "100000000.00"
_TESTS = clone() / "tests"
CASE_TYPES = (_TESTS / "performance" / "case_types", _TESTS / "simulation" / "case_types")
"""Beside those of the product: orders without documents, and orders that may be sent in parts."""
_READY_SECONDS = 120


@dataclass(frozen=True)
class Stage:
    """Everything that a fault can strike. mongo: an administrator's connection that no proxy touches."""

    house: House
    servers: HouseServers
    mongo: MongoClient[dict[str, Any]]
    proxies: Mapping[str, Proxy]
    health: Mapping[str, str]
    erp: StandInErp
    receiver: WebhookReceiver

    def new_key(self, tenant: str, client: str = "shop") -> str:
        """An API key of a system, or of a person, that may do everything."""
        keys, scopes = self.mongo[DATABASE], tuple(SCOPES)
        now = datetime.now(UTC)
        return api_keys.create(keys, tenant=tenant, client=client, role="integrator", scopes=scopes, now=now)

    def services(self) -> list[str]:
        """Programs that work on messages, replicas too."""
        return sorted(self.health)

    def clock_file(self, program: str) -> Path:
        """Where the seconds stand by which the clock of a service's processes is ahead."""
        return _clock_file(self.house.stack.folder, program)

    def main_process(self, program: str) -> psutil.Process:
        """Of a program that runs; raises AssertionError when the supervisor has not got it up."""
        wait_until(lambda: program in self.house.supervisor.pids(), 30, f"{program} is running")
        return psutil.Process(self.house.supervisor.pids()[program])

    def any_process(self, program: str, random: Random) -> psutil.Process:
        """Its first process or one of its children."""
        main = self.main_process(program)
        with suppress(psutil.NoSuchProcess):
            return random.choice([main, *main.children(recursive=True)])
        return main

    def unready(self) -> list[str]:
        """The programs that do not do their work at present."""
        gateway = urlsplit(self.house.gateway_url).netloc
        asked = {**self.health, GATEWAY: gateway, STREAM: self.house.stream_bind}
        return [program for program, address in asked.items() if not _is_ready(address)]

    def wait_ready(self, within: float = _READY_SECONDS) -> None:
        wait_until(lambda: not self.unready(), within, lambda: f"these work again: {self.unready()}")


@contextmanager
def opened(folder: Path, shape: Shape, replicas: int = 1) -> Iterator[Stage]:
    """A fresh platform with nothing stored; everything is stopped and removed at the end."""
    _remove_remains(folder)
    servers = HouseServers(folder, shape)
    with ExitStack() as stack:
        stack.callback(rmtree, folder, ignore_errors=True)
        stack.callback(servers.stop)
        servers.start()
        given = Given(
            amqp_url=servers.amqp_urls[0],
            management_url=servers.brokers[0].management_url,
            mongodb_url=servers.mongodb_url,
            mongodb_admin_url=servers.mongodb_url,
        )
        local = LocalStack(folder, given)
        local.keep_port("gateway")
        house = House(clone(), local, Supervisor(local.folder, clone()))
        proxies = _proxies(local, servers)
        for proxy in proxies.values():
            stack.enter_context(proxy)
        erp, receiver = stack.enter_context(StandInErp()), stack.enter_context(WebhookReceiver())
        mongo = stack.enter_context(connect(servers.mongodb_url, name="faults", patience=30))
        accounts = house.prepare(partial(print, flush=True))
        wanted, health = _programs(
            house, _reached(accounts, servers, proxies), replicas, _settings(erp, _case_types(local.folder))
        )
        stack.callback(_bury_programs, house)
        house.supervisor.up(wanted)
        stage = Stage(house, servers, mongo, proxies, health, erp, receiver)
        stage.wait_ready()
        yield stage


def _remove_remains(folder: Path) -> None:
    """Of a run that was killed: its servers may still live."""
    for shape in ("alone", "cluster"):
        if folder.exists():
            Supervisor(folder, clone()).down()
            HouseServers(folder, shape).stop()
    rmtree(folder, ignore_errors=True)


def _bury_programs(house: House) -> None:
    """Whatever was stopped by signal goes on, since it could not end otherwise."""
    for pid in processes_of(house.stack.folder, "supervisor"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    house.supervisor.down()


def _case_types(folder: Path) -> Path:
    """All of them in one directory."""
    together = folder / "case_types"
    together.mkdir(parents=True, exist_ok=True)
    for file in (file for directory in CASE_TYPES for file in directory.glob("*.yaml")):
        copy(file, together)
    return together


def _settings(erp: StandInErp, case_types: Path) -> dict[str, str]:
    """As in production, but for partners that are tried again within seconds rather than days."""
    return {
        "CASE_TYPES_DIR": str(case_types),
        "CREDIT_LIMIT": CREDIT_LIMIT,
        "EFFECT_BREAKER_SECONDS": "2",
        "ERP_URL": erp.url,
        "GATEWAY_DATABASE_SECONDS": str(DATABASE_SECONDS),
        "GATEWAY_ACCEPT_SECONDS": str(ACCEPT_SECONDS),
        "WEBHOOK_ALLOW": "127.0.0.1",
        "WEBHOOK_DELAYS": "0.5s,1s,2s,2s,5s,5s,5s,10s,10s,20s,20s,20s",
    }


def _proxies(local: LocalStack, servers: HouseServers) -> dict[str, Proxy]:
    """Before broker and database, where there is one of each. Drivers find the members of a set by themselves, past any
    proxy."""
    if servers.shape == "cluster":
        return {}
    targets = {"broker": lambda: servers.brokers[0].amqp_url, "database": lambda: servers.databases[0].url}
    return {
        name: Proxy(local.keep_port(f"{name} proxy"), lambda url=url: _port(url()))  # type: ignore[misc]
        for name, url in targets.items()
    }


def _port(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise ValueError("a private server's address names its port")
    return port


def _reached(
    accounts: Mapping[str, Account], servers: HouseServers, proxies: Mapping[str, Proxy]
) -> dict[str, Account]:
    """The same accounts by way of the proxies, or of all nodes."""
    if not proxies:
        return {name: replace(a, amqp_url=_all_nodes(a.amqp_url, servers)) for name, a in accounts.items()}
    broker, database = proxies["broker"].port, proxies["database"].port
    return {
        name: Account(_at(a.amqp_url, broker), f"{_at(a.mongodb_url, database)}&directConnection=true")
        for name, a in accounts.items()
    }


def _all_nodes(amqp_url: str, servers: HouseServers) -> str:
    own = urlsplit(amqp_url)
    return ",".join(as_user(url, own.username or "", own.password or "") for url in servers.amqp_urls)


def _at(url: str, port: int) -> str:
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{credentials}@127.0.0.1:{port}"))


def _programs(
    house: House, accounts: Mapping[str, Account], replicas: int, settings: Mapping[str, str]
) -> tuple[list[Program], dict[str, str]]:
    """What runs, and where each service's process tells of its health."""
    bind = f"127.0.0.1:{house.stack.gateway_port()}"
    wanted: list[Program] = []
    health: dict[str, str] = {}
    binds = (bind, house.stream_bind, house.health_binds)
    for program in programs(house.root, accounts, house.master_key, *binds, settings):
        if "HEALTH_BIND" not in program.environment:  # the gateway and its live stream
            wanted.append(program)
            continue
        for number in range(1, replicas + 1):
            name = program.name if number == 1 else f"{program.name}-{number}"
            health[name] = f"127.0.0.1:{house.stack.keep_port(f'{name} health')}"
            environment = {
                **program.environment,
                "HEALTH_BIND": health[name],
                "CLOCK_STEP_FILE": str(_clock_file(house.stack.folder, name)),
            }
            command = tuple(
                part.replace("shared.runtime", "tests.faults.stepped") for part in program.command
            )
            wanted.append(Program(name, command, environment))
    return wanted, health


def _clock_file(folder: Path, program: str) -> Path:
    return folder / f"{program.partition('-')[0]}.clock"


def _is_ready(address: str) -> bool:
    connection = http.client.HTTPConnection(address, timeout=3)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
