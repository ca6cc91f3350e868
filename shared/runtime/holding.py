"""A process stops publishing while a backup is cut: what it commits waits in its outbox.

Once nobody publishes, the queues run empty, so that every message that was not handled lies in an outbox: a cut through
the databases then holds all of them, and the broker's contents need not be saved. See infra/backup/README.md.
"""

import threading
from typing import Protocol

import structlog

from shared.contracts.errors import TransientError, UnavailableError

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.5
_REPORT_EVERY = 4


class Holds(Protocol):
    """See HoldStore."""

    def wanted(self) -> str: ...

    def report(self, name: str, token: str) -> None: ...

    def leave(self, name: str) -> None: ...


class Publishing(Protocol):
    """What publishes. settled: it is held, and the broker has answered for everything sent before."""

    def hold(self, held: bool) -> None: ...

    @property
    def settled(self) -> bool: ...


class Holding:
    """Looks twice a second, on a thread of its own; its first look is over when `start` returns."""

    def __init__(self, name: str, holds: Holds, publishing: Publishing) -> None:
        self._name = name
        self._holds = holds
        self._publishing = publishing
        self._held = False
        self._looks = 0
        self._reported: str | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{name} holding", daemon=True)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._look()
        self._thread.start()

    def stop(self, within: float = 1.0) -> None:
        self._stopping.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self._look()
        try:
            self._holds.leave(self._name)
        except UnavailableError:
            return  # it is forgotten by itself

    def _look(self) -> None:
        try:
            wanted = self._holds.wanted()
            self._obey(held=bool(wanted))
            heard = wanted if wanted and self._publishing.settled else ""
            if heard != self._reported or self._looks % _REPORT_EVERY == 0:
                self._holds.report(self._name, heard)
                self._reported = heard
        except TransientError:
            return  # away or slow: who asked sees that this one has not heard
        self._looks += 1

    def _obey(self, *, held: bool) -> None:
        if held != self._held:
            log.info("publishing.held" if held else "publishing.released", process=self._name)
            self._held = held
            self._publishing.hold(held)
