"""The port through which the runtime keeps what decisions changed: all of a batch, or nothing."""

from collections.abc import Collection as Some
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Answer, Entity, Selection
from shared.contracts.errors import CoulisseError
from shared.contracts.message import Lane
from shared.contracts.quick import quick


class AlreadyHandledError(CoulisseError):
    """The inbox knows one of the batch's messages."""


class UnstorableError(CoulisseError):
    """The database refuses what a decision wants kept, and will refuse it again (too large, a duplicate record)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An entity as stored, and the version that guards it."""

    entity: Entity
    version: int


@quick
@dataclass(frozen=True, slots=True)
class StoredEffect:
    """An effect as the commit stores it."""

    id: str
    kind: str
    destination: str
    what: object
    due_at: datetime
    tenant: str
    subject: str
    lane: Lane
    cause_id: str
    correlation: str
    traceparent: str = ""


@quick
@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that the runtime gave up on, with what is needed to understand, repair and retry it.

    id: the message's own, or a hash of queue and body where that cannot stand in an address; message_id: its own,
    empty when it is unreadable; place: file and line where the error came from; attempts: how often the ladder was
    climbed; retry: how often it had been ordered back before.
    """

    id: str
    queue: str
    type: str
    tenant: str
    subject: str
    error: str
    reason: str
    place: str
    stack: str
    attempts: int
    headers: dict[str, str]
    body: bytes
    failed_at: datetime
    message_id: str = ""
    retry: int = 0


@dataclass(slots=True)
class Commit:
    """What one batch changes. `saves` holds (entity, version it was loaded with, None when new).

    asked_about: a message of the batch has an operation that somebody reads, so that its id is kept as handled even
    where nothing changes; answers: by message id, where there is more to say than that.
    """

    id: str
    now: datetime
    handled: list[str] = field(default_factory=list)
    saves: list[tuple[Entity, int | None]] = field(default_factory=list)
    before: dict[tuple[type[Entity], str], Entity] = field(default_factory=dict)
    guards: list[tuple[type[Entity], str, int | None]] = field(default_factory=list)
    adds: list[Entity] = field(default_factory=list)
    outgoing: list[OutgoingRow] = field(default_factory=list)
    effects: list[StoredEffect] = field(default_factory=list)
    withdraw: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked_about: bool = False

    @property
    def changes_nothing(self) -> bool:
        return not (
            self.saves or self.adds or self.outgoing or self.effects or self.withdraw or self.asked_about
        )


def matches(entity: Entity, selection: Selection[Any]) -> bool:
    """Whether an entity answers a selection; as in MongoDB, a field that holds several values answers for each."""
    for name, wanted in selection.equals:
        held = getattr(entity, name)
        if wanted not in held if isinstance(held, tuple) else wanted != held:
            return False
    return True


class Store(Protocol):
    """Raises UnavailableError from every method while the database is away."""

    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        """The entities that exist among the wanted ones, one query per kind."""
        ...

    def select(self, selection: Selection[Any]) -> list[Loaded]: ...

    def handled(self, ids: Some[str]) -> set[str]:
        """Which of these messages the inbox knows."""
        ...

    def commit(self, commit: Commit) -> None:
        """All or nothing. Raises ConflictError, AlreadyHandledError or UnstorableError."""
        ...

    def forget_sent(self, commits: Some[str]) -> None:
        """The outgoing messages of these commits were confirmed by the broker."""
        ...

    def keep_unsent(self, commit: str, unsent: Some[str]) -> None:
        """Of this commit's outgoing messages only these still wait."""
        ...

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        """Commits older than `before` whose messages were not confirmed, oldest first, each with all that waits."""
        ...

    def fail(self, *messages: FailedMessage) -> list[str]:
        """Keep messages in the failed store; the same id again is the same story. Returns the ids of those for which
        it has no room: they must be kept elsewhere."""
        ...

    def try_out(self, commit: Commit) -> None:
        """Write all of it in a transaction that is then aborted. Raises what `commit` would."""
        ...

    def resolve(self, now: datetime, states: Some[str], after: str, most: int) -> str:
        """Of the failed messages in these states, note as resolved those that the inbox knows: they were handled after
        all. Looks at no more than `most` with ids above `after`; returns the last one's id, empty after the last."""
        ...

    def tidy_failed(self, now: datetime) -> None:
        """Say how full the failed store is, and make room in it where that is needed."""
        ...
