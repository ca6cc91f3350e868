"""The whole of Coulisse on this machine: servers, accounts, topology, programs."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from infra.local.accounts import Account, apply_accounts, makes_broker_accounts, makes_database_accounts
from infra.local.errors import LocalStackError
from infra.local.kept_case_types import case_types_setting
from infra.local.master_key import master_key
from infra.local.ports import is_free, listens
from infra.local.programs import programs, services_of
from infra.local.stack import LocalStack
from infra.local.supervise import Supervisor
from infra.local.waiting import wait_until

_READY_SECONDS = 180
_LISTEN_SECONDS = 180
_PORT_TRIES = 3


def clone() -> Path:
    """The folder of this clone."""
    return Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class House:
    """One clone's servers and programs; everything it writes is in `stack.folder`."""

    root: Path
    stack: LocalStack
    supervisor: Supervisor

    @classmethod
    def here(cls) -> "House":
        """This clone's, in its folder .local, with the servers that the environment gives."""
        root = clone()
        stack = LocalStack.from_environment(root / ".local", os.environ)
        return cls(root, stack, Supervisor(stack.folder, root))

    @property
    def gateway_url(self) -> str:
        """Where the HTTP API answers."""
        return f"http://127.0.0.1:{self.stack.gateway_port()}"

    @property
    def stream_bind(self) -> str:
        """Where the live stream of events answers."""
        return f"127.0.0.1:{self.stack.keep_port('stream')}"

    @property
    def master_key(self) -> Path:
        """The file with the key that seals personal data."""
        return master_key(self.stack.folder)

    @property
    def health_binds(self) -> dict[str, str]:
        """Where each service answers `/livez` and `/readyz`."""
        keep = self.stack.keep_port
        return {service: f"127.0.0.1:{keep(f'{service} health')}" for service in services_of(self.root)}

    def up(self, say: Callable[[str], None], settings: Mapping[str, str] | None = None) -> dict[str, Account]:
        """Starts everything, waits until it does its work, and returns each process's account; `say` hears of each
        stage, `settings` are told to every program.

        What runs already stays. Raises LocalStackError with the reason and the last words of what failed.
        """
        say("Starting broker and database")
        self.stack.start()
        accounts = self.prepare(say)
        say("Starting the gateway and the services")
        health = self.health_binds
        kept = case_types_setting(self.stack.folder, os.environ)
        self._start_programs(accounts, health, {**kept, **(settings or {})})
        for service, address in health.items():
            if not wait_until(partial(_is_ready, address), _READY_SECONDS):
                raise LocalStackError(
                    f"{service} does not become ready: see {self.supervisor.logs}/{service}.log"
                )
        return accounts

    def _start_programs(
        self, accounts: Mapping[str, Account], health: Mapping[str, str], settings: Mapping[str, str]
    ) -> None:
        """Another clone that starts at the same moment may take the port we found free: then we take another."""
        for _ in range(_PORT_TRIES):
            port = self._gateway_port()
            bind = f"127.0.0.1:{port}"
            self.supervisor.up(
                programs(self.root, accounts, self.master_key, bind, self.stream_bind, health, settings)
            )
            if wait_until(partial(self._gateway_listens, port), _LISTEN_SECONDS):
                return
            self.supervisor.stop("gateway")
        raise LocalStackError(f"The gateway does not listen: see {self.supervisor.logs}/gateway.log")

    def _gateway_listens(self, port: int) -> bool:
        pid = self.supervisor.pids().get("gateway")
        return pid is not None and listens(pid, port)

    def prepare(self, say: Callable[[str], None]) -> dict[str, Account]:
        """Makes accounts, exchanges, queues and indexes on running servers; again changes nothing."""
        accounts = apply_accounts(self.stack)
        if not makes_broker_accounts(self.stack):
            say("All processes share the account in AMQP_URL (RABBITMQ_MANAGEMENT_URL gives each its own)")
        if not makes_database_accounts(self.stack):
            say("All processes share the account in MONGODB_URL (MONGODB_ADMIN_URL gives each its own)")
        subprocess.run(
            [sys.executable, "-m", "infra.apply"],
            cwd=self.root,
            env={**os.environ, **self.admin_environment()},
            stdin=subprocess.DEVNULL,
            check=True,
        )
        return accounts

    def admin_environment(self) -> dict[str, str]:
        """The administrators' accounts, as `infra.apply` and other tools of this folder read them."""
        environment = {
            "AMQP_ADMIN_URL": self.stack.amqp_admin_url,
            "MONGODB_ADMIN_URL": self.stack.mongodb_admin_url,
        }
        if self.stack.management_url is not None:
            environment["RABBITMQ_MANAGEMENT_URL"] = self.stack.management_url
        return environment

    def down(self) -> None:
        """Stops the programs, then what is private; what is stored stays."""
        self.supervisor.down()
        self.stack.stop()

    def _gateway_port(self) -> int:
        """The kept port, or another one where a stranger took it while the gateway was down."""
        port = self.stack.gateway_port()
        if "gateway" not in self.supervisor.pids() and not is_free(port):
            port = self.stack.move_gateway()
        return port


def _is_ready(address: str) -> bool:
    connection = HTTPConnection(address, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
