"""The worker that does effects, on simulated time.

It mirrors shared/runtime/effects.py and effect_store.py in these promises: what is due is leased by one worker at a
time; the lease is longer than the performer's time limit; a lease that ran out makes the effect due again and counts
as an attempt; the outcome is kept only under the lease's own token, in one transaction with the messages that tell of
it; those are published at once and swept otherwise. The steps from document to result and from result to outcome are
the runtime's own (`attempt.performed`, `attempt.settled`). Left out: threads, the circuit breaker, fairness.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.codec import Envelope, OutgoingRow, outgoing
from shared.contracts.decision import derived_id
from shared.contracts.errors import UnavailableError
from shared.runtime.attempt import effort_of, performed, settled
from shared.runtime.performing import Performer, Result
from tests.simulation.lines import Guarded
from tests.simulation.nature import Nature
from tests.simulation.store import SimulatedStore
from tests.simulation.stored_effect import EffectRecord

Place = tuple[str, str]


class EffectWorker:
    """publish(rows by commit): as in the runtime. reached: a place at which the process may die."""

    def __init__(
        self,
        service: str,
        performers: Sequence[Performer[Any]],
        store: SimulatedStore,
        nature: Nature,
        guarded: Guarded,
        reached: Callable[[str], None],
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
    ) -> None:
        self._service = service
        self._performers = {performer.kind.__name__: performer for performer in performers}
        self._store = store
        self._nature = nature
        self._agenda = nature.agenda
        self._guarded = guarded
        self._reached = reached
        self._publish = publish
        self._running: Counter[Place] = Counter()
        self._next: float | None = None

    def look_soon(self, within: float = 0.01) -> None:
        """Look for due effects; of several wishes the earliest counts."""
        if not self._performers:
            return
        at = self._agenda.seconds + within * self._nature.random.uniform(0.1, 1.0)
        if self._next is not None and self._next <= at:
            return
        self._next = at
        self._agenda.at(at, lambda: self._guarded(lambda: self._turn(at)))

    def _turn(self, planned: float) -> None:
        if self._next != planned:
            return  # an earlier wish has been granted meanwhile
        self._next = None
        now = self._agenda.now()
        try:
            self._store.free_expired(now)
            self._lease(now)
        except UnavailableError:
            self.look_soon(0.8)
            return
        self._look_when_due(now)

    def _look_when_due(self, now: datetime) -> None:
        waiting = [
            record.until if record.state == "leased" and record.until else record.due_at
            for record in self._store.pending.values()
        ]
        if waiting:
            self.look_soon(max((min(waiting) - now).total_seconds(), 0.05) * 1.2 + 0.05)

    def _lease(self, now: datetime) -> None:
        calls: dict[Place, list[EffectRecord]] = {}
        for record in self._store.due(now):
            place = (record.effect.kind, record.effect.destination)
            performer = self._performers[place[0]]
            call = calls.setdefault(place, [])
            if self._running[place] < performer.at_once and len(call) < performer.most:
                call.append(record)
        for place, records in calls.items():
            if records:
                self._begin(place, records, now)

    def _begin(self, place: Place, records: list[EffectRecord], now: datetime) -> None:
        performer = self._performers[place[0]]
        token = f"{self._nature.random.getrandbits(128):032x}"
        until = now + performer.time_limit * 1.5 + timedelta(seconds=5)
        leased = self._store.lease(records, token, until)
        if not leased:
            return
        self._running[place] += 1
        self._reached("after_lease")
        documents = [record.document() for record in leased]
        results = performed(performer, documents, now)
        self._reached("after_effect")
        took = self._duration(performer)
        self._agenda.after(
            took, lambda: self._guarded(lambda: self._end(place, leased, documents, token, results))
        )

    def _duration(self, performer: Performer[Any]) -> float:
        """Some hang until after their lease has run out."""
        faults = self._nature.faults
        if faults.strikes(faults.rates.partner_hangs):
            return performer.time_limit.total_seconds() * 1.5 + 30
        return self._nature.random.random() * 0.2

    def _end(
        self,
        place: Place,
        records: list[EffectRecord],
        documents: list[dict[str, Any]],
        token: str,
        results: Sequence[Result],
    ) -> None:
        """Keep the outcomes, again and again while the database is away."""
        if self._store.away:
            self._agenda.after(
                0.5, lambda: self._guarded(lambda: self._end(place, records, documents, token, results))
            )
            return
        self._running[place] -= 1
        commit = derived_id(token, "finished")
        rows: list[OutgoingRow] = []
        for record, document, result in zip(records, documents, results, strict=True):
            if record.state == "leased" and record.token == token:
                rows += self._keep(record, document, result)
        self._store.finish(commit, self._agenda.now(), records, rows)
        self._reached("after_finish")
        if rows:
            self._publish({commit: rows})
        self.look_soon(0.05)

    def _keep(self, record: EffectRecord, document: dict[str, Any], result: Result) -> list[OutgoingRow]:
        performer = self._performers[record.effect.kind]
        now = self._agenda.now()
        effort = effort_of(document, performer, now)
        state, due_at, outcome, _, messages = settled(performer, effort, result, counted=True)
        record.state = state  # type: ignore[assignment]
        record.token, record.until = "", None
        record.tries += 1
        record.outcomes.append(outcome)
        if due_at is not None:
            record.due_at = due_at
        return [self._row(record, message, place, now) for place, message in enumerate(messages)]

    def _row(self, record: EffectRecord, message: Any, place: int, now: datetime) -> OutgoingRow:
        effect = record.effect
        cause = Envelope(
            specversion="1.0",
            id=f"{effect.id}|{effect.cause_id}",
            source=f"coulisse/{self._service}",
            type="effect",
            subject=effect.subject,
            time=effect.due_at,
            tenant=effect.tenant,
            correlationid=effect.correlation,
        )
        return outgoing(
            message,
            source=self._service,
            tenant=effect.tenant,
            lane=effect.lane,
            now=now,
            cause=cause,
            label=str(place),
        )
