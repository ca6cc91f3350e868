"""The worker that does effects: leases what is due, fairly between destinations, and keeps what became of it."""

import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from shared.contracts.codec import Envelope, OutgoingRow, outgoing
from shared.contracts.decision import derived_id
from shared.contracts.errors import UnavailableError
from shared.contracts.message import Message
from shared.persistence.effect_store import Candidate, EffectStore, Finished
from shared.runtime.attempt import effort_of, performed, settled
from shared.runtime.breaker import Breaker
from shared.runtime.clock import Clock
from shared.runtime.performing import Effort, Performer, Result, TryAgain

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.5
_CANDIDATES = 500
_UNTOLD_REST = timedelta(seconds=60)
LEASE = timedelta(seconds=15)
"""Renewed while the call runs, so that what a killed process had in hand is taken up by another soon."""


@dataclass(frozen=True, slots=True)
class _Call:
    """Leased effects of one kind for one destination, to be performed together."""

    performer: Performer[Any]
    destination: str
    token: str
    documents: list[dict[str, Any]]


@dataclass(slots=True)
class _Lease:
    """Of the effects `ids`. until: when it runs out unless renewed; last: after which it is not renewed, since the
    call hangs."""

    ids: list[str]
    until: datetime
    last: datetime


class EffectWorker:
    """Runs a service's performers on a few threads until stopped.

    publish(rows by commit): called with the messages of finished effects once they are in the outbox.
    wake: set when new effects were stored by this process.
    """

    def __init__(
        self,
        service: str,
        performers: Sequence[Performer[Any]],
        store: EffectStore,
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
        wake: threading.Event,
        clock: Clock,
        threads: int = 8,
        breaker_seconds: float = 30.0,
        lease: timedelta = LEASE,
    ) -> None:
        self._lease = lease
        self._leases: dict[str, _Lease] = {}
        self._service = service
        self._performers = {performer.kind.__name__: performer for performer in performers}
        self._store = store
        self._publish = publish
        self._wake = wake
        self._clock = clock
        self._threads = threads
        self._breaker_seconds = breaker_seconds
        self._breakers: dict[str, Breaker] = {}
        self._running: Counter[tuple[str, str]] = Counter()
        self._results: deque[tuple[_Call, list[Finished]]] = deque()
        self.failure: BaseException | None = None
        self._give_up_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{service} effect worker", daemon=True)

    def start(self) -> None:
        if self._performers:
            self._thread.start()

    def stop(self, within: float = 15.0) -> None:
        """Lease nothing more, wait for what is being done, keep its outcome; what takes longer is left to its lease."""
        if not self._performers:
            return
        self._give_up_at = time.monotonic() + within
        self._stopping.set()
        self._wake.set()
        self._thread.join(within + 1)

    # -- the worker's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.wait(_LOOK_EVERY)
                self._wake.clear()
                self._turn()
            while self._running and time.monotonic() < self._give_up_at:
                self._wake.wait(0.1)
                self._wake.clear()
                self._turn(lease=False)
        except BaseException as error:
            self.failure = error
            log.exception("effects.broken", service=self._service)
            raise

    def _turn(self, *, lease: bool = True) -> None:
        try:
            self._keep_results()
            self._renew_leases()
            if lease:
                self._store.free_expired(self._clock())
                while self._lease_some():
                    self._keep_results()
        except UnavailableError as error:
            log.warning("effects.database_away", service=self._service, reason=str(error)[:200])
            self._stopping.wait(random.uniform(0.3, 0.8))

    def _keep_results(self) -> None:
        """Finish what has come back; a result that cannot be kept now is kept at the next turn."""
        while self._results:
            call, finished = self._results[0]
            commit = derived_id(call.token, "finished")
            rows = self._store.finish(finished, commit, self._clock())
            self._results.popleft()
            self._ended(call)
            if rows:
                self._publish({commit: rows})

    def _renew_leases(self) -> None:
        """Those of calls that run and have used up a third of their lease, but not the time that they may take."""
        now = self._clock()
        worn = {
            token: min(now + self._lease, lease.last)
            for token, lease in self._leases.items()
            if lease.until < lease.last and lease.until - now < self._lease * 2 / 3
        }
        for token, until in worn.items():
            self._store.renew(self._leases[token].ids, token, until)
            self._leases[token].until = until

    def _ended(self, call: _Call) -> None:
        self._leases.pop(call.token, None)
        place = (call.performer.kind.__name__, call.destination)
        self._running[place] -= 1
        if not self._running[place]:
            del self._running[place]

    def _lease_some(self) -> bool:
        """Start calls for what is due; whether it is worth looking again at once."""
        free = self._threads - sum(self._running.values())
        if free <= 0:
            return False
        now = self._clock()
        candidates = self._store.due(now, self._performers, self._held_back(), _CANDIDATES)
        calls = self._fair_share(candidates, free)
        for performer, destination, ids in calls:
            token = uuid4().hex
            last = now + performer.time_limit * 1.5 + timedelta(seconds=5)
            until = min(now + self._lease, last)
            documents = self._store.lease(ids, token, now, until)
            if documents:
                self._leases[token] = _Lease(ids, until, last)
                self._running[(performer.kind.__name__, destination)] += 1
                call = _Call(performer, destination, token, documents)
                # A daemon, so that a performer that hangs cannot keep the process from ending.
                threading.Thread(
                    target=self._perform, args=(call,), name=f"{self._service} effect", daemon=True
                ).start()
        return bool(calls)

    def _held_back(self) -> list[str]:
        """Destinations left alone, and those with as many calls as they may have: what is due for them must not hide
        what is due for others."""
        resting = [name for name, breaker in self._breakers.items() if breaker.holds_back()]
        busy = [
            destination
            for (kind, destination), calls in self._running.items()
            if calls >= self._performers[kind].at_once
        ]
        return [*resting, *busy]

    def _fair_share(
        self, candidates: list[Candidate], free: int
    ) -> list[tuple[Performer[Any], str, list[str]]]:
        """Round robin over the destinations, each with as many calls as its performer allows."""
        queues: dict[tuple[str, str], deque[str]] = {}
        for candidate in candidates:
            queues.setdefault((candidate.kind, candidate.destination), deque()).append(candidate.id)
        calls: list[tuple[Performer[Any], str, list[str]]] = []
        planned: Counter[tuple[str, str]] = Counter()
        while queues and free > 0:
            for place in list(queues):
                performer = self._performers[place[0]]
                if self._running[place] + planned[place] >= performer.at_once or not queues[place]:
                    del queues[place]
                    continue
                if free <= 0:
                    break
                ids = [queues[place].popleft() for _ in range(min(performer.most, len(queues[place])))]
                calls.append((performer, place[1], ids))
                planned[place] += 1
                free -= 1
        return calls

    # -- threads of calls ---------------------------------------------------------------------------------------------

    def _perform(self, call: _Call) -> None:
        """Whatever happens in here, the call comes back with one outcome for each of its effects."""
        started, started_at = time.perf_counter(), self._clock()
        breaker = self._breaker(call.destination)
        counted = not breaker.holds_back()
        if counted:
            results = performed(call.performer, call.documents, started_at)
            breaker.note(failed=all(isinstance(result, TryAgain) for result in results))
        else:
            wait = timedelta(seconds=self._breaker_seconds * random.uniform(0.5, 1.0))
            results = [TryAgain("the partner keeps failing and is left alone for a while", wait)] * len(
                call.documents
            )
        took_ms = int((time.perf_counter() - started) * 1000)
        finished = [
            self._kept(call, document, result, started_at, took_ms, counted)
            for document, result in zip(call.documents, results, strict=True)
        ]
        self._results.append((call, finished))
        self._wake.set()

    def _kept(
        self,
        call: _Call,
        document: dict[str, Any],
        result: Result,
        started_at: datetime,
        took_ms: int,
        counted: bool,
    ) -> Finished:
        """The outcome of one effect; one that cannot be told (a bug in what tells of it) is tried again later."""
        try:
            effort = effort_of(document, call.performer, started_at)
            return self._finished(call, document, effort, result, started_at, took_ms, counted)
        except Exception as error:
            log.exception("effect.untold", kind=call.performer.kind.__name__, effect=document["_id"])
            return Finished(
                id=document["_id"],
                token=call.token,
                state="due",
                due_at=started_at + _UNTOLD_REST,
                outcome="failed",
                note=f"{type(error).__name__}: its outcome could not be told",
                started_at=started_at,
                took_ms=took_ms,
                counted=counted,
            )

    def _breaker(self, destination: str) -> Breaker:
        breaker = self._breakers.get(destination)
        if breaker is None:
            breaker = self._breakers.setdefault(destination, Breaker(self._breaker_seconds))
        return breaker

    def _finished(
        self,
        call: _Call,
        document: dict[str, Any],
        effort: Effort[Any],
        result: Result,
        started_at: datetime,
        took_ms: int,
        counted: bool,
    ) -> Finished:
        state, due_at, outcome, note, messages = settled(call.performer, effort, result, counted)
        return Finished(
            id=effort.id,
            token=call.token,
            state=state,
            due_at=due_at,
            outcome=outcome,
            note=note,
            started_at=started_at,
            took_ms=took_ms,
            counted=counted,
            rows=tuple(self._row(document, message, place) for place, message in enumerate(messages)),
        )

    def _row(self, document: dict[str, Any], message: Message, place: int) -> OutgoingRow:
        cause = Envelope(
            specversion="1.0",
            id=f"{document['_id']}|{document['cause_id']}",
            source=f"coulisse/{self._service}",
            type="effect",
            subject=document["subject"],
            time=document["due_at"],
            tenant=document["tenant"],
            correlationid=document["correlation"],
            traceparent=document.get("traceparent", ""),
        )
        return outgoing(
            message,
            source=self._service,
            tenant=document["tenant"],
            lane=document["lane"],
            now=self._clock(),
            cause=cause,
            label=str(place),
        )
