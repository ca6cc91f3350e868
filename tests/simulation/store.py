"""One service's database: the stores in memory, with absences, conflicts, lost commits and lost answers."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Some
from datetime import datetime
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Collection, Entity, Selection
from shared.contracts.errors import ConflictError, UnavailableError
from shared.persistence.effect_port import Candidate, Finished, LeasedEffect
from shared.persistence.mapping import to_plain
from shared.persistence.memory import MemoryStore
from shared.persistence.memory_effects import EffectRecord, MemoryEffects
from shared.persistence.memory_keeper import MemoryKeeper
from shared.persistence.store import Commit, FailedMessage, Loaded
from tests.simulation.faults import Faults

_ONE_IN = 8
"""Effects that are read back as the plain data that a real database keeps."""


class SimulatedStore(MemoryStore):
    """on_commit(service, commit) hears of every commit that took place, in order."""

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
        self.faults = faults
        self.effects: SimulatedEffects = SimulatedEffects(self)
        self.keepsakes = SimulatedKeeper(self)
        self._on_commit = on_commit

    def reach(self) -> None:
        """Raises UnavailableError while it is away."""
        if self.away:
            raise UnavailableError("the database is away")

    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        self.reach()
        return super().load(wanted)

    def select(self, selection: Selection[Any]) -> list[Loaded]:
        self.reach()
        return super().select(selection)

    def handled(self, ids: Some[str]) -> set[str]:
        self.reach()
        return super().handled(ids)

    def commit(self, commit: Commit) -> None:
        self.reach()
        fault = self.faults.of_commit()
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
        self._on_commit(self.service, commit)

    def mark(self, entity: Entity, now: datetime) -> None:
        """A chore changes an entity beside all messages; its version counts up."""
        version = self.entities[type(entity)][entity.id].version
        self.apply(Commit(f"{entity.id} {version}", now, saves=[(entity, version)]))

    def told(self, commit: str, now: datetime, rows: list[OutgoingRow]) -> None:
        """The messages of finished effects have entered the outbox."""
        self._on_commit(self.service, Commit(commit, now, outgoing=rows))

    def forget_sent(self, commits: Some[str]) -> None:
        self.reach()
        super().forget_sent(commits)

    def keep_unsent(self, commit: str, unsent: Some[str]) -> None:
        self.reach()
        super().keep_unsent(commit, unsent)

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        self.reach()
        return super().unsent(before, most)

    def fail(self, *messages: FailedMessage) -> list[str]:
        self.reach()
        return super().fail(*messages)

    def try_out(self, commit: Commit) -> None:
        self.reach()
        super().try_out(commit)

    def resolve(self, now: datetime, states: Some[str], after: str, most: int) -> str:
        self.reach()
        return super().resolve(now, states, after, most)


class SimulatedEffects(MemoryEffects):
    """The effects of one store; finishing them is a transaction that fails as others do."""

    def __init__(self, store: SimulatedStore) -> None:
        super().__init__(store.outbox)
        self._store = store
        self._read = 0

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        self._store.reach()
        return super().due(now, kinds, without, most)

    def suspect(self, now: datetime, kinds: Some[str], without: Some[str]) -> Candidate | None:
        self._store.reach()
        return super().suspect(now, kinds, without)

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[LeasedEffect]:
        self._store.reach()
        return super().lease(ids, token, now, until)

    def leased(self, record: EffectRecord) -> LeasedEffect:
        effect = super().leased(record)
        self._read += 1
        if self._read % _ONE_IN:
            return effect
        return LeasedEffect(
            effect.id,
            effect.destination,
            to_plain(effect.what),
            effect.tenant,
            effect.subject,
            effect.lane,
            effect.cause_id,
            effect.correlation,
            effect.traceparent,
            effect.tries,
            spared=effect.spared,
        )

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        self._store.reach()
        super().renew(ids, token, until)

    def free_expired(self, now: datetime) -> int:
        self._store.reach()
        return super().free_expired(now)

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        self._store.reach()
        fault = self._store.faults.of_commit()
        if fault in ("conflict", "lost"):
            raise UnavailableError("the outcome of effects could not be kept")
        rows = super().finish(finished, commit, now)
        if rows:
            self._store.told(commit, now, rows)
        if fault == "unknown":
            raise UnavailableError("the answer to the commit was lost")
        return rows


class SimulatedKeeper(MemoryKeeper):
    """Leases and due entities of one store."""

    def __init__(self, store: SimulatedStore) -> None:
        super().__init__(store)
        self._database = store

    def hold(self, lease: str, holder: str, now: datetime, until: datetime) -> bool:
        self._database.reach()
        return super().hold(lease, holder, now, until)

    def let_go(self, lease: str, holder: str) -> None:
        self._database.reach()
        super().let_go(lease, holder)

    def due(self, collection: Collection[Any], now: datetime, most: int) -> list[Any]:
        self._database.reach()
        return super().due(collection, now, most)
