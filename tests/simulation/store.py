"""One service's database: the store in memory, with effects at rest, absences, conflicts and lost answers."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Some
from datetime import datetime
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Collection, Entity, Selection
from shared.contracts.errors import ConflictError, UnavailableError
from shared.persistence.memory import MemoryStore
from shared.persistence.store import Commit, FailedMessage, Loaded
from tests.simulation.faults import Faults
from tests.simulation.stored_effect import EffectRecord


class SimulatedStore(MemoryStore):
    """on_commit(service, commit) hears of every commit that took place, in order; pending: effects that are due or
    leased."""

    def __init__(
        self,
        service: str,
        collections: Some[Collection[Any]],
        faults: Faults,
        on_commit: Callable[[str, Commit], None],
    ) -> None:
        super().__init__(collections)
        self.service = service
        self.away = False
        self.records: dict[str, EffectRecord] = {}
        self.pending: dict[str, EffectRecord] = {}
        self._faults = faults
        self._on_commit = on_commit

    def _reach(self) -> None:
        if self.away:
            raise UnavailableError("the database is away")

    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        self._reach()
        return super().load(wanted)

    def select(self, selection: Selection[Any]) -> list[Loaded]:
        self._reach()
        return super().select(selection)

    def handled(self, ids: Some[str]) -> set[str]:
        self._reach()
        return super().handled(ids)

    def commit(self, commit: Commit) -> None:
        self._reach()
        fault = self._faults.of_commit()
        if fault == "conflict":
            raise ConflictError("the transaction met another one")
        if fault == "lost":
            raise UnavailableError("the commit did not reach the database")
        self.apply(commit)
        if fault == "unknown":
            raise UnavailableError("the answer to the commit was lost")

    def apply(self, commit: Commit) -> None:
        """All or nothing."""
        MemoryStore.commit(self, commit)
        self.effects.clear()
        for effect in commit.effects:
            record = self.records.setdefault(effect.id, EffectRecord(effect, effect.due_at))
            record.ask_again(effect)
            self.pending[effect.id] = record
        for id in commit.withdraw:
            found = self.records.get(id)
            if found is not None and found.state == "due":
                found.state = "withdrawn"
                del self.pending[id]
        self._on_commit(self.service, commit)

    def forget_sent(self, commits: Some[str]) -> None:
        self._reach()
        super().forget_sent(commits)

    def keep_unsent(self, commit: str, unsent: Some[str]) -> None:
        self._reach()
        if commit in self.outbox:
            super().keep_unsent(commit, unsent)

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        self._reach()
        return super().unsent(before, most)

    def fail(self, message: FailedMessage) -> None:
        self._reach()
        super().fail(message)

    # -- effects ------------------------------------------------------------------------------------------------

    def due(self, now: datetime) -> list[EffectRecord]:
        """Urgent ones first, then the longest due."""
        self._reach()
        found = [record for record in self.pending.values() if record.state == "due" and record.due_at <= now]
        found.sort(key=lambda record: record.due_at)
        found.sort(key=lambda record: record.effect.lane, reverse=True)
        return found

    def lease(self, records: Sequence[EffectRecord], token: str, until: datetime) -> list[EffectRecord]:
        self._reach()
        leased = [record for record in records if record.state == "due"]
        for record in leased:
            record.state, record.token, record.until = "leased", token, until
        return leased

    def free_expired(self, now: datetime) -> None:
        self._reach()
        for record in self.pending.values():
            if record.state == "leased" and record.until is not None and record.until < now:
                record.state, record.token, record.until = "due", "", None
                record.tries += 1
                record.outcomes.append("lease_expired")

    def finish(
        self, commit: str, now: datetime, records: Sequence[EffectRecord], rows: list[OutgoingRow]
    ) -> None:
        """The messages of finished effects enter the outbox, in the transaction that finishes them."""
        for record in records:
            if not record.is_pending:
                self.pending.pop(record.effect.id, None)
        if rows:
            self.outbox[commit] = (now, list(rows))
            self._on_commit(self.service, Commit(commit, now, outgoing=rows))
