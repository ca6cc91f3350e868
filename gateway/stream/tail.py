"""One change stream for each process, whatever the number of its listeners."""

import random
import threading
from collections.abc import Callable
from typing import Any

import structlog
from pymongo.database import Database
from pymongo.errors import PyMongoError

from gateway.stream.audience import Audience
from services.notifications.queries.events import Told, watched

_AWAIT_MS = 500
_PAUSE_SECONDS = 1.0
_log = structlog.get_logger("stream")


class Tail:
    """Follows the log of events and tells the audience, in the order of the commits.

    A change stream cannot be resumed beyond the oplog, so nothing rests on its positions: whenever it is opened, every
    listener reads on from the log, which is complete. alive: whether this process goes on.
    """

    def __init__(
        self, database: Database[dict[str, Any]], audience: Audience, alive: Callable[[], bool]
    ) -> None:
        self._database = database
        self._audience = audience
        self._alive = alive
        self._thread = threading.Thread(target=self._run, name="tail", daemon=True)
        self.following = False

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        while self._alive():
            try:
                self._follow()
            except PyMongoError as error:
                _log.warning("tail_interrupted", error=type(error).__name__)
                threading.Event().wait(_PAUSE_SECONDS * random.uniform(0.5, 1.5))
            finally:
                self.following = False
        self._audience.close()

    def _follow(self) -> None:
        with watched(self._database, _AWAIT_MS) as changes:
            self.following = True
            # What was told before the stream was open is in the log.
            self._audience.fall_behind()
            while changes.alive and self._alive():
                change = changes.try_next()
                if change is not None:
                    self._audience.tell(Told.of(change["fullDocument"]))
