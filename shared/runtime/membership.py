"""The replicas of a service know of each other: each says every other second that it lives, and hears who else does."""

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from shared.contracts.errors import UnavailableError

log = structlog.get_logger(__name__)

BEAT_SECONDS = 2.0


class Replicas(Protocol):
    """See ReplicaStore."""

    def beat(self, name: str, attachment: str) -> dict[str, str]: ...

    def leave(self, name: str) -> None: ...


class Membership:
    """Runs on a thread of its own.

    attachment() names the process's present attachment to all of its queues, empty while it has none; share is told
    the attachments of all living replicas, by name, every time that this one is among them.
    """

    def __init__(
        self,
        service: str,
        name: str,
        replicas: Replicas,
        attachment: Callable[[], str],
        share: Callable[[Mapping[str, str]], None],
    ) -> None:
        self._service = service
        self._name = name
        self._replicas = replicas
        self._attachment = attachment
        self._share = share
        self._known: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{service} membership", daemon=True)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self, within: float = 2.0) -> None:
        self._stopping.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS if self._known else BEAT_SECONDS / 4):
            self._beat()
        try:
            self._replicas.leave(self._name)
        except UnavailableError:
            return  # it is forgotten by itself

    def _beat(self) -> None:
        try:
            living = self._replicas.beat(self._name, self._attachment())
        except UnavailableError as error:
            log.warning("membership.database_away", service=self._service, reason=str(error)[:200])
            return  # whoever was known is taken to live on
        if self._name not in living:
            return  # not attached: this one's queues are served to others anyway
        if living != self._known:
            log.info("membership.changed", service=self._service, replicas=len(living))
            self._known = living
        self._share(living)
