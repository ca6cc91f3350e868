"""The shape of a decision: what it is given, what it returns, and how it says what it needs.

A decision is a pure function `decide(message, known, moment) -> Decision`. It reads no clock, no database and no
broker, and draws no random number: everything of that kind is in `moment` or `known`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, Literal, Protocol, TypeVar

from shared.contracts.message import Lane, Message
from shared.contracts.quick import quick


class Entity(Protocol):
    """Something a service knows: a frozen dataclass with an id that is unique in its collection."""

    @property
    def id(self) -> str: ...

    @property
    def tenant(self) -> str: ...


E = TypeVar("E", bound=Entity)
M = TypeVar("M", bound=Message)


@quick
@dataclass(frozen=True, slots=True)
class Key(Generic[E]):
    """One entity by its id. With `guard`, the commit fails if anybody changed it meanwhile, even when the
    decision only reads it (a period lock, for example). named: a caller chose the id freely, so that what is another
    organisation's is as if it were not there; otherwise meeting it is a fault, and the message fails."""

    kind: type[E]
    id: str
    guard: bool = False
    named: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Selection(Generic[E]):
    """Entities whose fields equal the given values, in the given order (`-field` is descending), at most
    `limit` of them. A field that holds several values (a tuple) answers for each of them. An index must cover
    `equals` followed by `order`."""

    kind: type[E]
    equals: tuple[tuple[str, str | int | bool], ...]
    order: tuple[str, ...]
    limit: int


Need = Key[Any] | Selection[Any]

_ID = re.compile(r"(?:[a-z]+_)?([0-9a-f]{12})[0-9a-f]{20}")


class Known(Protocol):
    """What was loaded for a decision, as its batch-mates left it. Asking for what the row's `needs` did not name
    is a bug and raises LookupError."""

    def get(self, kind: type[E], id: str) -> E | None: ...

    def select(self, selection: Selection[E]) -> tuple[E, ...]: ...


@quick
@dataclass(frozen=True, slots=True)
class Moment:
    """What comes from outside: the instant (UTC, milliseconds) and where the message comes from.

    message_id: the message that is decided on; tenant: whose data this is; subject: the case, or what the message
    is about; lane: outgoing messages take the same one unless the decision says otherwise.
    """

    now: datetime
    message_id: str
    tenant: str
    subject: str
    lane: Lane = "normal"
    correlation: str = ""

    def id_for(self, label: str) -> str:
        """A new id, the same each time this message is decided on: 32 hexadecimal digits."""
        return derived_id(self.message_id, label)


def derived_id(cause: str, label: str, about: str = "") -> str:
    """An id that follows from its cause, so that a repeated decision makes no second one: 32 hexadecimal digits.

    The first twelve are those of `about`, or else of the cause, where they are ids themselves (with or without a
    prefix). A case's say when it began, in milliseconds, and so do those of all that follows from it: what happens at
    one time lies together in every index, whatever else is stored (decision 29).
    """
    led = _ID.fullmatch(about) or _ID.fullmatch(cause)
    digits = blake2b(f"{cause}|{label}".encode(), digest_size=16).hexdigest()
    return led[1] + digits[12:] if led else digits


@dataclass(frozen=True, slots=True)
class OnLane:
    """A message sent on another lane than the one that caused it."""

    lane: Lane
    message: Message


@quick
@dataclass(frozen=True, slots=True)
class Again:
    """A message that failed and goes back, under its old id, to a queue of this service, for the `retry`th time."""

    id: str
    queue: str
    body: bytes
    retry: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do in the outside world, stored by the commit that asked for it and done by a worker.

    id: also the idempotency key that partners are given; what: a frozen dataclass that a performer of the service
    handles; destination: the partner, for fairness and circuit breaking; due_at: not before.
    """

    id: str
    destination: str
    what: object
    due_at: datetime


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What whoever handed over a command learns of it, through its operation.

    status: `done`, or `refused` by a rule of the business; code: stable, for programs, such as `already_decided`;
    detail: what is wrong, and remedy: what to do, for people, without personal data: constant English texts, in which
    `{name}` stands for one of `values`, and which the gateway says in other languages; detail_fr: the French one where
    the rule itself brings it; pointer: which field of the request it is about (RFC 6901); result: what came of it, as
    plain values.
    """

    status: Literal["done", "refused"]
    code: str = ""
    detail: str = ""
    remedy: str = ""
    pointer: str = ""
    result: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    detail_fr: str = ""


def refused(
    code: str,
    detail: str,
    remedy: str,
    pointer: str = "",
    *,
    values: Mapping[str, str] | None = None,
    detail_fr: str = "",
) -> Answer:
    """No: and why, and what to do instead."""
    return Answer(
        status="refused",
        code=code,
        detail=detail,
        remedy=remedy,
        pointer=pointer,
        values=values or {},
        detail_fr=detail_fr,
    )


def done(**result: str) -> Answer:
    """Yes, and what came of it. A decision without an answer says as much, without a result."""
    return Answer(status="done", result=result)


@quick
@dataclass(frozen=True, slots=True)
class Decision:
    """What is now known and what is to be told.

    save: entities, new or changed; add: records that are only ever added (timeline facts, stock movements), each a
    frozen dataclass with id and tenant; send: messages; effects: to be done outside; withdraw: ids of effects that
    are not to be done any more if they have not begun; answer: what the gateway's caller learns of the command
    (nothing is kept of it for messages of services); again: failed messages that go back to where they failed.
    """

    save: tuple[Entity, ...] = ()
    add: tuple[Entity, ...] = ()
    send: tuple[Message | OnLane, ...] = ()
    effects: tuple[Effect, ...] = ()
    withdraw: tuple[str, ...] = ()
    answer: Answer | None = None
    again: tuple[Again, ...] = ()


NOTHING = Decision()
"""The message changes nothing: it came late, or again under another id."""


def _no_needs(_message: Any, _moment: Moment) -> Iterable[Need]:
    return ()


@dataclass(frozen=True, slots=True)
class Row(Generic[M]):
    """One line of a service's table: message -> decision.

    needs(message, moment) names what to load; then(message, known, moment), for the few that need it, names what to
    load once the first answers are known.
    """

    message: type[M]
    decide: Callable[[M, Known, Moment], Decision]
    needs: Callable[[M, Moment], Iterable[Need]] = _no_needs
    then: Callable[[M, Known, Moment], Iterable[Need]] | None = None


def on(
    message: type[M],
    decide: Callable[[M, Known, Moment], Decision],
    needs: Callable[[M, Moment], Iterable[Need]] = _no_needs,
    then: Callable[[M, Known, Moment], Iterable[Need]] | None = None,
) -> Row[M]:
    """Write one line of a service's table."""
    return Row(message, decide, needs, then)


@dataclass(frozen=True, slots=True)
class Index:
    """A MongoDB index: fields as in Selection.order; `where` makes it partial, `expire_after` (seconds) a TTL."""

    fields: tuple[str, ...]
    unique: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)
    expire_after: int | None = None


@dataclass(frozen=True, slots=True)
class Due(Generic[E]):
    """Entities of this collection have a `due_at`; once it is reached, `message` is sent to the same service.

    It is sent again until the decision has moved or cleared `due_at`, always under the same id.
    """

    message: Callable[[E], Message]
    lane: Callable[[E], Lane]


@dataclass(frozen=True, slots=True)
class Collection(Generic[E]):
    """Where entities or records of one kind are kept, with the indexes that its queries need."""

    name: str
    kind: type[E]
    indexes: tuple[Index, ...] = ()
    due: Due[E] | None = None
