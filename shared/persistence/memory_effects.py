"""Effects in memory, kept as the real store keeps them: leases, attempts, and effects that are asked for again."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts.codec import OutgoingRow
from shared.persistence.effect_port import Candidate, Finished, LeasedEffect
from shared.persistence.store import StoredEffect


@dataclass(slots=True)
class EffectRecord:
    """token, until: of its lease, while it is leased; outcomes: one word for each attempt. suspect: its
    worker was lost with it in hand."""

    effect: StoredEffect
    due_at: datetime
    state: str = "due"
    tries: int = 0
    token: str = ""
    until: datetime | None = None
    asked_again: bool = False
    suspect: bool = False
    spared: int = 0
    outcomes: list[str] = field(default_factory=list)


class MemoryEffects:
    """See `Effects`; not thread-safe. records: all that were ever asked for; pending: those due or leased.

    outbox: the one of the store that these effects belong to.
    """

    def __init__(self, outbox: dict[str, tuple[datetime, list[OutgoingRow]]]) -> None:
        self.records: dict[str, EffectRecord] = {}
        self.pending: dict[str, EffectRecord] = {}
        self._outbox = outbox

    def ask(self, effect: StoredEffect) -> None:
        record = self.records.get(effect.id)
        if record is None:
            record = self.records[effect.id] = EffectRecord(effect, effect.due_at)
        elif record.state == "leased":
            record.asked_again = True
        else:
            record.state = "due"
        record.effect, record.due_at, record.tries, record.spared = effect, effect.due_at, 0, 0
        self.pending[effect.id] = record

    def withdraw(self, id: str) -> None:
        record = self.pending.get(id)
        if record is not None and record.state == "due":
            record.state = "withdrawn"
            del self.pending[id]
        elif record is not None:
            record.asked_again = False

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        found = self._due(now, kinds, without, suspect=False)
        found.sort(key=lambda record: (record.effect.lane != "urgent", record.due_at))
        return [_candidate(record) for record in found[:most]]

    def suspect(self, now: datetime, kinds: Some[str], without: Some[str]) -> Candidate | None:
        found = self._due(now, kinds, without, suspect=True)
        return _candidate(min(found, key=lambda record: record.due_at)) if found else None

    def _due(
        self, now: datetime, kinds: Some[str], without: Some[str], *, suspect: bool
    ) -> list[EffectRecord]:
        return [
            record
            for record in self.pending.values()
            if record.state == "due"
            and record.due_at <= now
            and record.suspect is suspect
            and record.effect.kind in kinds
            and record.effect.destination not in without
        ]

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[LeasedEffect]:
        leased = []
        for id in ids:
            record = self.pending.get(id)
            if record is not None and record.state == "due":
                record.state, record.token, record.until = "leased", token, until
                leased.append(self.leased(record))
        return leased

    def leased(self, record: EffectRecord) -> LeasedEffect:
        """What a worker is given."""
        effect = record.effect
        return LeasedEffect(
            effect.id,
            effect.destination,
            effect.what,
            effect.tenant,
            effect.subject,
            effect.lane,
            effect.cause_id,
            effect.correlation,
            effect.traceparent,
            record.tries,
            spared=record.spared,
        )

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        for id in ids:
            record = self.pending.get(id)
            if record is not None and record.token == token:
                record.until = until

    def free_expired(self, now: datetime) -> int:
        expired = [
            record for record in self.pending.values() if record.until is not None and record.until < now
        ]
        for record in expired:
            _end(record, "lease_expired")
            record.state = "due"
            record.tries += 1
            record.spared += not record.suspect
            record.suspect = True
        return len(expired)

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        rows: list[OutgoingRow] = []
        for one in finished:
            record = self.pending.get(one.id)
            if record is None or record.token != one.token:
                continue
            rows += one.rows
            record.suspect = False
            if record.asked_again:
                record.state = "due"
            else:
                record.state = one.state
                record.tries += 1
                record.due_at = one.due_at or record.due_at
            _end(record, one.outcome)
            if record.state != "due":
                del self.pending[one.id]
        if rows:
            self._outbox[commit] = (now, rows)
        return rows


def _candidate(record: EffectRecord) -> Candidate:
    return Candidate(record.effect.id, record.effect.kind, record.effect.destination)


def _end(record: EffectRecord, outcome: str) -> None:
    record.token, record.until, record.asked_again = "", None, False
    record.outcomes.append(outcome)
