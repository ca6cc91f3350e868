"""A process says every few seconds that it lives, and how it fares."""

import os
import random
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

import structlog

from shared.contracts.errors import TransientError

log = structlog.get_logger(__name__)

USUAL_SECONDS = 5.0


class Beats(Protocol):
    """See HeartbeatStore."""

    def beat(self, process: str, said: Mapping[str, Any]) -> None: ...

    def leave(self, process: str) -> None: ...


def version_here(environ: Mapping[str, str]) -> str:
    """Which release runs: COULISSE_VERSION, which images carry, or the installed package's."""
    try:
        return environ.get("COULISSE_VERSION") or version("coulisse")
    except PackageNotFoundError:
        return "unknown"


class Heartbeats:
    """On a thread of its own. say(): what to tell, plain values; may raise TransientError while the database is away.

    Make it after a fork.
    """

    def __init__(
        self,
        service: str,
        beats: Beats,
        environ: Mapping[str, str],
        say: Callable[[], Mapping[str, Any]],
        every: float = USUAL_SECONDS,
    ) -> None:
        self._beats = beats
        self._say = say
        self._every = every
        host = socket.gethostname()
        self._process = f"{service} {host}:{os.getpid()}"
        self._always = {
            "service": service,
            "host": host,
            "pid": os.getpid(),
            "version": version_here(environ),
            "started_at": datetime.now(UTC),
            "every_seconds": every,
        }
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{service} heartbeat", daemon=True)

    def start(self) -> None:
        if self._every > 0:
            self._thread.start()

    def stop(self, within: float = 2.0) -> None:
        """The last one says that the process ends as it should."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(within)

    def _run(self) -> None:
        wait = 0.2
        while not self._stopping.wait(wait):
            self._beat()
            wait = self._every * random.uniform(0.9, 1.1)
        try:
            self._beats.leave(self._process)
        except TransientError:
            return  # it is forgotten by itself

    def _beat(self) -> None:
        try:
            self._beats.beat(self._process, {**self._always, **self._say()})
        except TransientError as error:
            log.info("heartbeat.away", reason=str(error)[:200])
        except Exception:
            log.exception("heartbeat.failed")
