"""What a service author writes to reach the outside world: a performer for each kind of effect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from shared.contracts.message import Message
from shared.contracts.quick import quick, quick_throughout

W = TypeVar("W")
V_co = TypeVar("V_co", covariant=True)


@quick
@dataclass(frozen=True, slots=True)
class Effort(Generic[V_co]):
    """One attempt at an effect. `id` is the idempotency key for the partner; `attempt` counts from 1. traceparent: what
    to tell the partner of the trace (W3C Trace Context), empty where there is none."""

    id: str
    what: V_co
    tenant: str
    subject: str
    destination: str
    attempt: int
    now: datetime
    traceparent: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """It is done; `send` is told in the same transaction. `note` is kept with the attempt (no personal data)."""

    send: tuple[Message, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It may work later: after the given time, or after the next delay of the performer's schedule."""

    why: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It will never work."""

    why: str
    send: tuple[Message, ...] = ()


Result = Done | TryAgain | GivenUp


@dataclass(frozen=True)
class Performer(Generic[W]):
    """Does effects whose `what` is a `kind`.

    perform: gets efforts for one destination, answers one result each, in order; anything it raises counts as
    TryAgain. It runs on a thread of its own and must return within `time_limit`.
    exhausted: what to tell when all `delays` are used up. most: efforts per call. at_once: calls at the same time for
    one destination.
    """

    kind: type[W]
    perform: Callable[[Sequence[Effort[W]]], Sequence[Result]]
    exhausted: Callable[[Effort[W], str], tuple[Message, ...]]
    delays: tuple[timedelta, ...]
    time_limit: timedelta = timedelta(seconds=20)
    most: int = 1
    at_once: int = 4

    def __post_init__(self) -> None:
        quick_throughout(self.kind)
