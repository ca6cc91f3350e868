"""A failed message as its service keeps it: what came, why it could not be handled, and what people did about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from shared.contracts.decision import Collection, Index
from shared.contracts.values import Actor

State = Literal["failed", "retried", "resolved", "archived"]
"""failed: waits for somebody. retried: sent back, and not yet handled. resolved: handled after all. archived: put out
of sight."""

RESOLVED_KEPT_SECONDS = 30 * 86_400
ARCHIVED_KEPT_SECONDS = 90 * 86_400
MOST_HISTORY = 50
MOST_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """One time that it was given up. retry: 0 for the first, then the number of the order that brought it back."""

    at: datetime
    error: str
    reason: str
    place: str
    attempts: int
    retry: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureNote:
    """What somebody noted, without personal data."""

    at: datetime
    by: Actor
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One failed message, over all its retries.

    id: the message's own, or a hash of queue and body where that cannot stand in an address; message_id: under which
    the inbox would know it, empty when it has none. tenant: empty when unreadable. cause: the same for all that failed
    with the same error at the same place on the same type of message in the same service.
    attempts: how often it was tried in all; failures: how often given up; retries: how often ordered back.
    order: the retry or edit that ordered it last; repaired: the body that was sent instead of its own.
    """

    of_the_house: ClassVar[bool] = True

    id: str
    tenant: str
    queue: str
    type: str
    subject: str
    error: str
    reason: str
    place: str
    stack: str
    headers: dict[str, str]
    body: bytes
    body_bytes: int
    failed_at: datetime
    first_failed_at: datetime
    failures: int
    attempts: int
    state: State
    cause: str = ""
    message_id: str = ""
    history: tuple[FailedAttempt, ...] = ()
    retries: int = 0
    retried_at: datetime | None = None
    resolved_at: datetime | None = None
    archived_at: datetime | None = None
    order: str = ""
    repaired: bytes = b""
    notes: tuple[FailureNote, ...] = field(default_factory=tuple)


_ORDERED = {"order": {"$gt": ""}}

FAILED: Collection[Failed] = Collection(
    "failed",
    Failed,
    indexes=(
        Index(("state", "-failed_at", "-id")),
        Index(("tenant", "state", "-failed_at", "-id")),
        Index(("state", "cause", "-failed_at", "-id", "first_failed_at")),
        Index(("state", "tenant", "cause", "-failed_at", "-id", "first_failed_at")),
        Index(("order", "state"), where=_ORDERED),
        Index(("subject", "-failed_at", "-id")),
        Index(("resolved_at",), expire_after=RESOLVED_KEPT_SECONDS),
        Index(("archived_at",), expire_after=ARCHIVED_KEPT_SECONDS),
    ),
)
"""Kept beside the service's own collections, in every service alike."""
