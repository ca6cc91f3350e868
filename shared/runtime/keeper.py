"""The thread on which a process keeps its service's house.

Each service elects its keeper by a lease in the database; a keeper that dies is replaced when the lease runs out.
"""

import random
import threading

import structlog

from shared.contracts.errors import UnavailableError
from shared.runtime.keeper_turns import KeeperTurns

log = structlog.get_logger(__name__)

_TURN_SECONDS = 1.0


class Keeper:
    """Takes its turns about once a second until stopped; survives whatever a turn raises."""

    def __init__(self, service: str, turns: KeeperTurns) -> None:
        self._service = service
        self._turns = turns
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{service} keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self, within: float = 5.0) -> None:
        self._stopping.set()
        self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.wait(_TURN_SECONDS * random.uniform(0.8, 1.2)):
            try:
                self._turns.turn()
            except UnavailableError as error:
                log.warning("keeper.database_away", service=self._service, reason=str(error)[:200])
            except Exception:
                log.exception("keeper.turn_failed", service=self._service)
        self._turns.retire()
