"""Making accepted requests durable: concurrent ones share one write (group commit)."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal

import pymongo
import structlog
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, PyMongoError

from gateway.accepting.accepted import Accepted, Answer, stored
from gateway.accepting.body_hash import BodyHash
from shared.security.sealing import Sealer
from shared.security.vault import Vault

_DUPLICATE = 11000
ANSWER_PURPOSE = "accepted-answer"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """stored: it is durable now. replayed: it was before, with this answer. other_body: the key was used for another
    request. away: the database did not confirm it; asking again with the same key is safe. full: too many wait.
    unstorable: a fault of ours, and nothing was stored."""

    what: Literal["stored", "replayed", "other_body", "away", "full", "unstorable"]
    answer: Answer | None = None


_AWAY = Outcome("away")


@dataclass(slots=True)
class _Ticket:
    """A request that waits for its commit; `lock` is released when `outcome` is there."""

    request: Accepted
    sealed_answer: bytes
    lock: threading.Lock = field(default_factory=threading.Lock)
    outcome: Outcome | None = None
    given_up: bool = False


class Acceptance:
    """Stores requests: whoever comes while a write is under way shares the next one.

    One thread writes. `after(requests)` is told on that thread what was stored, so it must be quick.
    """

    def __init__(
        self,
        requests: Collection[dict[str, Any]],
        vault: Vault,
        sealer: Sealer,
        *,
        after: Callable[[Sequence[Accepted]], None],
        write_seconds: float,
        wait_seconds: float,
        most_waiting: int,
        most_together: int = 200,
    ) -> None:
        self._requests = requests
        self._vault = vault
        self._sealer = sealer
        self._after = after
        self._write_seconds = write_seconds
        self._wait_seconds = wait_seconds
        self._most_waiting = most_waiting
        self._most_together = most_together
        self._queue: SimpleQueue[_Ticket | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="acceptance", daemon=True)

    def start(self) -> None:
        """Begin to write. To be called after the fork."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        self._thread.join(self._write_seconds * 2)

    @property
    def running(self) -> bool:
        """Whether what is handed over gets written."""
        return self._thread.is_alive()

    def accept(self, request: Accepted) -> Outcome:
        """Returns once the request is stored with majority and journal, or why it is not."""
        (outcome,) = self.accept_all((request,))
        return outcome

    def accept_all(self, requests: Sequence[Accepted]) -> list[Outcome]:
        """The same for several, which share a write as far as it can hold them; each has its own outcome."""
        if self._queue.qsize() + len(requests) > self._most_waiting:
            return [Outcome("full")] * len(requests)
        tickets = [self._queued(request) for request in requests]
        until = time.monotonic() + self._wait_seconds
        for ticket in tickets:
            ticket.given_up = not ticket.lock.acquire(timeout=max(0.0, until - time.monotonic()))
        return [ticket.outcome or _AWAY for ticket in tickets]

    def _queued(self, request: Accepted) -> _Ticket:
        ticket = _Ticket(request, self._sealer.seal_bytes(request.answer.body, ANSWER_PURPOSE))
        ticket.lock.acquire()
        self._queue.put(ticket)
        return ticket

    def stored_answer(self, id: str, body_hash: BodyHash) -> Outcome | None:
        """What became of an earlier request with this id, if there was one."""
        document = self._requests.find_one({"_id": id}, {"body_hash": 1, "answer": 1, "operation": 1})
        return None if document is None else self._earlier(document, body_hash)

    def _earlier(self, document: dict[str, Any], body_hash: BodyHash) -> Outcome:
        if not body_hash.was(document["body_hash"]):
            return Outcome("other_body")
        answer = document["answer"]
        body = self._sealer.unseal_bytes(bytes(answer["body"]), ANSWER_PURPOSE)
        return Outcome(
            "replayed", Answer(answer["status"], body, answer["location"], document.get("operation", ""))
        )

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            tickets, last = self._waiting(first)
            self._commit([ticket for ticket in tickets if not ticket.given_up])
            if last:
                return

    def _waiting(self, first: _Ticket) -> tuple[list[_Ticket], bool]:
        tickets = [first]
        while len(tickets) < self._most_together:
            try:
                ticket = self._queue.get_nowait()
            except Empty:
                break
            if ticket is None:
                return tickets, True
            tickets.append(ticket)
        return tickets, False

    def _commit(self, tickets: list[_Ticket]) -> None:
        try:
            with pymongo.timeout(self._write_seconds):
                outcomes = self._written(tickets)
        except PyMongoError as error:
            _log.warning("acceptance.away", error=type(error).__name__, requests=len(tickets))
            outcomes = [_AWAY] * len(tickets)
        except Exception as error:  # noqa: BLE001 - one request that cannot be stored must not hurt its neighbours
            if len(tickets) > 1:
                for ticket in tickets:
                    self._commit([ticket])
                return
            _log.error("acceptance.unstorable", error=type(error).__name__)
            outcomes = [Outcome("unstorable")]
        self._tell(tickets, outcomes)
        fresh = [
            ticket.request
            for ticket, outcome in zip(tickets, outcomes, strict=True)
            if outcome.what == "stored"
        ]
        if fresh:
            self._after(fresh)

    def _tell(self, tickets: list[_Ticket], outcomes: list[Outcome]) -> None:
        for ticket, outcome in zip(tickets, outcomes, strict=True):
            ticket.outcome = outcome
            ticket.lock.release()

    def _written(self, tickets: list[_Ticket]) -> list[Outcome]:
        if not tickets:
            return []
        self._keep_persons(self._not_stored_yet(tickets) if self._sealer.changing else tickets)
        outcomes = [Outcome("stored")] * len(tickets)
        documents = [stored(ticket.request, ticket.sealed_answer) for ticket in tickets]
        try:
            self._requests.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if error.details.get("writeConcernErrors"):
                raise
            for failure in error.details["writeErrors"]:
                outcomes[failure["index"]] = self._refused(tickets[failure["index"]], failure["code"])
        return outcomes

    def _not_stored_yet(self, tickets: list[_Ticket]) -> list[_Ticket]:
        """References follow from a keyed hash: while the key changes, a retry would not find its persons there."""
        ids = [ticket.request.id for ticket in tickets]
        stored_ids = {one["_id"] for one in self._requests.find({"_id": {"$in": ids}}, {"_id": 1})}
        return [ticket for ticket in tickets if ticket.request.id not in stored_ids]

    def _keep_persons(self, tickets: list[_Ticket]) -> None:
        persons = [
            (ticket.request.tenant, ticket.request.subject, ref, data)
            for ticket in tickets
            for ref, data in ticket.request.persons
        ]
        try:
            self._vault.put_many(persons)
        except BulkWriteError as error:
            # References follow from key and body, so a retry finds its persons there already.
            others = [one for one in error.details["writeErrors"] if one["code"] != _DUPLICATE]
            if others or error.details.get("writeConcernErrors"):
                raise

    def _refused(self, ticket: _Ticket, code: int) -> Outcome:
        if code != _DUPLICATE:
            _log.error("acceptance.refused", code=code)
            return _AWAY
        request = ticket.request
        outcome = self.stored_answer(request.id, request.body_hash) or _AWAY
        if outcome.what == "other_body":
            for ref, _ in request.persons:
                self._vault.erase(request.tenant, ref, request.created_at)
        return outcome
