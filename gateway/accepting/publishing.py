"""Getting stored requests to the broker: at once by the process that stored them, later by a sweep."""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import pymongo
import structlog
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from gateway.accepting.accepted import COLLECTION, Accepted, message_of
from gateway.accepting.lease import hold
from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError

SWEEP_AFTER = timedelta(seconds=5)
_LEASE = timedelta(seconds=20)
_GATHER_SECONDS = 0.05
_SWEEP_ROUNDS = 40
_SETTLE_ROUNDS = 20
_MOST_AT_ONCE = 500
_log = structlog.get_logger()


class Publishes(Protocol):
    """What is wanted of the runtime's Publisher."""

    @property
    def ready(self) -> bool: ...

    def publish(self, rows: Sequence[OutgoingRow], answer: Callable[[list[str]], None]) -> None: ...


class Attaches(Protocol):
    """What is wanted of the DocumentStore."""

    def attach(self, tenant: str, ids: Sequence[str], case: str) -> tuple[str, ...]: ...


class Outbox:
    """Publishes what was accepted and notes what the broker confirmed, in batches, on a thread of its own.

    A note that is lost makes the sweep send a message twice under the same id, which its receiver drops.
    """

    def __init__(
        self,
        database: Database[dict[str, Any]],
        publisher: Publishes,
        documents: Attaches,
        *,
        seconds: float,
        settle: Callable[[], object] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """settle: what else is to be done once a second (see cases/arrivals.py)."""
        # A lost note is harmless, so it need not wait for a majority.
        self._requests = database.get_collection(COLLECTION, write_concern=WriteConcern(w=1))
        self._leases = database["leases"]
        self._publisher = publisher
        self._documents = documents
        self._seconds = seconds
        self._settle = settle
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._confirmed: SimpleQueue[str] = SimpleQueue()
        self._to_attach: SimpleQueue[Accepted] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to note and to sweep. To be called after the fork."""
        self._thread.start()

    def stop(self) -> None:
        """Note what is already confirmed, then end."""
        self._stopping.set()
        self._thread.join(self._seconds * 2)

    @property
    def running(self) -> bool:
        """Whether what is confirmed gets noted, and what stayed unsent gets swept."""
        return self._thread.is_alive()

    def send(self, requests: Sequence[Accepted]) -> None:
        """Publish what was just stored; returns at once. With the broker away the sweep does it later.

        Requests with documents go by way of the outbox's thread, which ties the documents to their case first.
        """
        for request in requests:
            if request.attach:
                self._to_attach.put(request)
        rows = [(request.id, request.message) for request in requests if not request.attach]
        if rows and self._publisher.ready:
            self._publish(rows)

    def _publish(self, rows: Sequence[tuple[str, OutgoingRow]]) -> threading.Event:
        answered = threading.Event()

        def answer(unsent: list[str]) -> None:
            missing = set(unsent)
            for id, row in rows:
                if row.id not in missing:
                    self._confirmed.put(id)
            answered.set()

        self._publisher.publish([row for _, row in rows], answer)
        return answered

    def _run(self) -> None:
        rounds = 0
        while not self._stopping.wait(_GATHER_SECONDS):
            rounds += 1
            self._try(self._note)
            self._try(self._attach)
            if rounds % _SWEEP_ROUNDS == 0:
                self._try(self.sweep)
            if rounds % _SETTLE_ROUNDS == 0:
                self._try(self._settle)
        self._try(self._note)

    def _try(self, chore: Callable[[], object]) -> None:
        try:
            with pymongo.timeout(self._seconds):
                chore()
        except (PyMongoError, UnavailableError) as error:
            _log.warning("outbox.away", error=type(error).__name__)

    def _note(self) -> None:
        while ids := _drained(self._confirmed, _MOST_AT_ONCE):
            self._requests.update_many(
                {"_id": {"$in": ids}},
                {"$unset": {"unsent": "", "message": "", "attach": ""}, "$set": {"sent_at": self._clock()}},
            )

    def _attach(self) -> None:
        requests: list[Accepted] = _drained(self._to_attach, _MOST_AT_ONCE)
        for request in requests:
            self._tie(request.tenant, request.attach, request.subject)
        if requests and self._publisher.ready:
            self._publish([(request.id, request.message) for request in requests])

    def _tie(self, tenant: str, documents: Sequence[str], case: str) -> None:
        if refused := self._documents.attach(tenant, documents, case):
            # Another case took a document between the check at the door and now; validation will say so.
            _log.warning("outbox.not_attached", case=case, documents=list(refused))

    def sweep(self) -> int:
        """Send what stayed unsent for SWEEP_AFTER; how many messages were tried. Only the lease-holder does."""
        now = self._clock()
        if not self._publisher.ready or not hold(self._leases, "sweep", self._holder, now, _LEASE):
            return 0
        old = {"unsent": True, "created_at": {"$lt": now - SWEEP_AFTER}}
        found = list(self._requests.find(old).sort("created_at", 1).limit(_MOST_AT_ONCE))
        if found:
            for row in found:
                if row.get("attach"):
                    self._tie(row["tenant"], row["attach"], row["subject"])
            self._publish([(row["_id"], message_of(row)) for row in found]).wait(self._seconds)
            self._note()
        return len(found)


def _drained(queue: "SimpleQueue[Any]", most: int) -> list[Any]:
    found: list[Any] = []
    while len(found) < most:
        try:
            found.append(queue.get_nowait())
        except Empty:
            break
    return found
