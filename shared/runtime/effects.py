"""The worker that does effects: leases what is due, fairly between destinations, and keeps what became of it."""

import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pybreaker
import structlog

from shared.contracts.codec import Envelope, OutgoingRow, outgoing
from shared.contracts.decision import derived_id
from shared.contracts.errors import CoulisseError, UnavailableError
from shared.contracts.message import Message
from shared.persistence.effect_store import Candidate, EffectStore, Finished
from shared.persistence.mapping import from_plain
from shared.runtime.clock import Clock
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.5
_CANDIDATES = 500
_BREAKER_FAILURES = 5


@dataclass(frozen=True, slots=True)
class _Call:
    """Leased effects of one kind for one destination, to be performed together."""

    performer: Performer[Any]
    destination: str
    token: str
    documents: list[dict[str, Any]]


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
    ) -> None:
        self._service = service
        self._performers = {performer.kind.__name__: performer for performer in performers}
        self._store = store
        self._publish = publish
        self._wake = wake
        self._clock = clock
        self._threads = threads
        self._breaker_seconds = breaker_seconds
        self._breakers: dict[str, _Breaker] = {}
        self._running: Counter[tuple[str, str]] = Counter()
        self._results: deque[tuple[_Call, list[Finished]]] = deque()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"{service} effects")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{service} effect worker", daemon=True)

    def start(self) -> None:
        if self._performers:
            self._thread.start()

    def stop(self, within: float = 15.0) -> None:
        """Lease nothing more, wait for what is being done, keep its outcome."""
        if not self._performers:
            return
        self._stopping.set()
        self._wake.set()
        self._thread.join(within)

    # -- the worker's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(_LOOK_EVERY)
            self._wake.clear()
            self._turn()
        self._pool.shutdown(wait=True)
        self._turn(lease=False)

    def _turn(self, *, lease: bool = True) -> None:
        try:
            self._keep_results()
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
            self._running[(call.performer.kind.__name__, call.destination)] -= 1
            if rows:
                self._publish({commit: rows})

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
            until = now + performer.time_limit * 1.5 + timedelta(seconds=5)
            documents = self._store.lease(ids, token, now, until)
            if documents:
                self._running[(performer.kind.__name__, destination)] += 1
                self._pool.submit(self._perform, _Call(performer, destination, token, documents))
        return bool(calls)

    def _held_back(self) -> list[str]:
        return [name for name, breaker in self._breakers.items() if breaker.holds_back()]

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

    # -- the pool's threads -----------------------------------------------------------------------------------------

    def _perform(self, call: _Call) -> None:
        started, started_at = time.perf_counter(), self._clock()
        efforts = [_effort(document, call.performer, started_at) for document in call.documents]
        breaker = self._breaker(call.destination)
        counted = not breaker.holds_back()
        if counted:
            results = _performed(call.performer, efforts)
            breaker.note(failed=all(isinstance(result, TryAgain) for result in results))
        else:
            wait = timedelta(seconds=self._breaker_seconds * random.uniform(0.5, 1.0))
            results = [TryAgain("the partner keeps failing and is left alone for a while", wait)] * len(
                efforts
            )
        took_ms = int((time.perf_counter() - started) * 1000)
        finished = [
            self._finished(call, document, effort, result, started_at, took_ms, counted)
            for document, effort, result in zip(call.documents, efforts, results, strict=True)
        ]
        self._results.append((call, finished))
        self._wake.set()

    def _breaker(self, destination: str) -> "_Breaker":
        breaker = self._breakers.get(destination)
        if breaker is None:
            breaker = self._breakers.setdefault(destination, _Breaker(self._breaker_seconds))
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
        state, due_at, outcome, note, messages = _settled(call.performer, effort, result, counted)
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


def _effort(document: dict[str, Any], performer: Performer[Any], now: datetime) -> Effort[Any]:
    return Effort(
        id=document["_id"],
        what=from_plain(document["what"], performer.kind),
        tenant=document["tenant"],
        subject=document["subject"],
        destination=document["destination"],
        attempt=document["tries"] + 1,
        now=now,
    )


def _performed(performer: Performer[Any], efforts: list[Effort[Any]]) -> Sequence[Result]:
    """One result for each effort, whatever the performer does."""
    try:
        results = performer.perform(efforts)
    except Exception as error:  # noqa: BLE001 - a performer's bug is met like a partner's fault: tried again, kept
        log.exception("effect.raised", kind=performer.kind.__name__)
        return [TryAgain(f"{type(error).__name__} in the performer")] * len(efforts)
    if len(results) != len(efforts):
        log.error("effect.miscounted", kind=performer.kind.__name__)
        return [TryAgain("the performer did not answer for each effort")] * len(efforts)
    return results


def _told_when_exhausted(
    performer: Performer[Any], effort: Effort[Any], why: str
) -> tuple[Message, ...] | None:
    """The messages for an effect that is given up, or None when the performer could not say them now."""
    try:
        return performer.exhausted(effort, why)
    except Exception:  # noqa: BLE001 - it is asked again after the next attempt
        log.exception("effect.raised", kind=performer.kind.__name__)
        return None


def _settled(
    performer: Performer[Any], effort: Effort[Any], result: Result, counted: bool
) -> tuple[str, datetime | None, str, str, tuple[Message, ...]]:
    """State, next due time, outcome, note and messages after one attempt."""
    match result:
        case Done(send, note):
            return "done", None, "done", note, send
        case GivenUp(why, send):
            return "given_up", None, "given_up", why, send
        case TryAgain(why, after):
            if counted and effort.attempt > len(performer.delays):
                told = _told_when_exhausted(performer, effort, why)
                if told is not None:
                    return "given_up", None, "exhausted", why, told
            planned = (
                performer.delays[min(effort.attempt, len(performer.delays)) - 1]
                if performer.delays
                else after
            )
            wait = after or (planned or timedelta(seconds=1)) * random.uniform(0.9, 1.2)
            return "due", effort.now + wait, "failed", why, ()


class _PartnerFailedError(CoulisseError):
    """No effort of a call succeeded."""


def _raise_if(failed: bool) -> None:
    if failed:
        raise _PartnerFailedError


class _Breaker:
    """A destination's circuit breaker; after its rest one call is let through to see if the partner is back."""

    def __init__(self, rest_seconds: float) -> None:
        self._rest = timedelta(seconds=rest_seconds)
        self._storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED)
        self._circuit = pybreaker.CircuitBreaker(
            fail_max=_BREAKER_FAILURES,
            reset_timeout=rest_seconds,
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )

    def note(self, *, failed: bool) -> None:
        """Tell it what came of a call. The call itself runs outside, since a breaker lets one through at a time."""
        try:
            self._circuit.call(_raise_if, failed)
        except (_PartnerFailedError, pybreaker.CircuitBreakerError):
            return  # it has counted

    def holds_back(self) -> bool:
        opened_at = self._storage.opened_at
        if self._storage.state != pybreaker.STATE_OPEN or opened_at is None:
            return False
        return bool(datetime.now(opened_at.tzinfo) < opened_at + self._rest)
