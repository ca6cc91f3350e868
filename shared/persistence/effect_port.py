"""The port to effects at rest: leased by one worker at a time, finished together with the messages that tell of it."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from shared.contracts.codec import OutgoingRow
from shared.contracts.message import Lane
from shared.contracts.quick import quick
from shared.persistence.clock_port import ON_TIME


@quick
@dataclass(frozen=True, slots=True)
class Candidate:
    """A due effect that could be leased."""

    id: str
    kind: str
    destination: str


@quick
@dataclass(frozen=True, slots=True)
class LeasedEffect:
    """An effect in a worker's hands.

    what: as the decision gave it, or as plain stored data; tries: attempts that came to an end before this one.
    ahead: of the real time, when it belongs to a sandbox. spared: how many of the tries its schedule does not count.
    """

    id: str
    destination: str
    what: object
    tenant: str
    subject: str
    lane: Lane
    cause_id: str
    correlation: str
    traceparent: str
    tries: int
    ahead: timedelta = ON_TIME
    spared: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Finished:
    """What became of one attempt. state: `done`, `given_up`, or `due` again at `due_at`."""

    id: str
    token: str
    state: str
    due_at: datetime | None
    outcome: str
    note: str
    started_at: datetime
    took_ms: int
    rows: tuple[OutgoingRow, ...] = ()


class Effects(Protocol):
    """One service's effects. Raises UnavailableError from every method while the database is away."""

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        """Due effects, urgent ones first, then the longest due; none for the destinations in `without`. What belongs
        to a sandbox is due by the sandbox's clock. No suspects are among them."""
        ...

    def suspect(self, now: datetime, kinds: Some[str], without: Some[str]) -> Candidate | None:
        """Of the due effects whose worker was lost with them in hand, the one longest due."""
        ...

    def lease(self, ids: Some[str], token: str, now: datetime, until: datetime) -> list[LeasedEffect]:
        """Lease those of the effects that are still due."""
        ...

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        """Keep those of the effects that are still leased under this token for longer."""
        ...

    def free_expired(self, now: datetime) -> int:
        """Effects whose worker died or hung are due again, as suspects; how many.

        A worker holds many, and it is not known which of them was its end: the first loss is an attempt, since the
        partner may have been told, and yet uses up nothing of the schedule. A suspect is performed alone, so that its
        further losses are its own, and count.
        """
        ...

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        """Record outcomes and put their messages into the outbox, in one transaction. What is no longer leased under
        its token (the lease ran out) is left alone; what was asked for again meanwhile is due again. Returns the rows
        to publish."""
        ...
