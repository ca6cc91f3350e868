"""Failed messages: what the support team orders, and what the service that owns them answers.

A failed message stays in the database of the service that met it. Orders go to every service, and the one that is named
follows them: these messages are handled by the runtime itself, in each service alike.
"""

from dataclasses import dataclass
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.services import SERVICES
from shared.contracts.values import Actor

BY_ORDER = ("order",)
BY_EDIT = ("edit",)
BY_DRY_RUN = ("dry_run",)
BY_MARK = ("mark",)

MOST_IN_ORDER = 5_000
"""Messages that one order holds."""
MOST_EDITED_BYTES = 200_000
"""Of a body that is edited: the old and the new one travel in one message."""
MOST_NOTE = 500
"""Characters of a note."""

Deed = Literal["archive", "restore", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRef:
    """One failed message: the service that keeps it, and its id there."""

    service: str
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One place of a body that an edit changes: where (RFC 6901), and what stood and stands there, as JSON; empty for
    nothing."""

    pointer: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a decision would change or add: name of the collection, id, and the fields that differ, as JSON objects;
    before is empty for what is new."""

    collection: str
    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldSend:
    """A message or an effect that would go out: its type (or kind and destination), and what it holds, as JSON."""

    type: str
    content: str


# From the gateway: what people order.


@command("failures.retry.v1", by="gateway", to="operations", partition_by=BY_ORDER)
class RetryFailures(Message):
    """Send exactly these messages back to where they failed, step by step; what fails later is not among them."""

    order: str
    failures: tuple[FailureRef, ...]
    actor: Actor
    note: str = ""


@command("failures.stop.v1", by="gateway", to="operations", partition_by=BY_ORDER)
class StopRetry(Message):
    """Send no more of an order; what went stays gone."""

    order: str
    actor: Actor


@command("failures.mark.v1", by="gateway", to="operations", partition_by=BY_MARK)
class MarkFailures(Message):
    """Put failed messages out of sight, bring them back, or note something about them (without personal data)."""

    mark: str
    failures: tuple[FailureRef, ...]
    deed: Deed
    actor: Actor
    note: str = ""


@command("failure.edit.v1", by="gateway", to="operations", partition_by=BY_EDIT)
class EditFailure(Message):
    """Propose another body for a failed message; somebody else has to approve it. original: the body as it failed."""

    edit: str
    service: str
    failure: str
    original: str
    body: str
    reason: str
    actor: Actor


@command("failure.decide_edit.v1", by="gateway", to="operations", partition_by=BY_EDIT)
class DecideEdit(Message):
    """Approve a proposed body, which is then retried, or reject it."""

    edit: str
    approved: bool
    actor: Actor
    note: str = ""


@command("failure.try.v1", by="gateway", to="operations", partition_by=BY_DRY_RUN)
class TryFailure(Message):
    """Ask what would happen if the message were handled now. body: instead of its own; edit: whose body it is."""

    dry_run: str
    service: str
    failure: str
    actor: Actor
    body: str = ""
    edit: str = ""


# From operations to the service that owns the message.


@event("retry.ordered.v1", by="operations", to=SERVICES, partition_by=BY_ORDER)
class RetryOrdered(Message):
    """One part of an order: ids of messages that `service` sends back to where they failed."""

    order: str
    part: int
    service: str
    failures: tuple[str, ...]


@event("repair.ordered.v1", by="operations", to=SERVICES, partition_by=BY_EDIT)
class RepairOrdered(Message):
    """Retry one message with another body; its own is kept."""

    edit: str
    service: str
    failure: str
    body: str


@event("mark.ordered.v1", by="operations", to=SERVICES, partition_by=BY_MARK)
class MarkOrdered(Message):
    mark: str
    service: str
    failures: tuple[str, ...]
    deed: Deed
    note: str
    actor: Actor


@event("dry_run.ordered.v1", by="operations", to=SERVICES, partition_by=BY_DRY_RUN)
class DryRunOrdered(Message):
    """Decide on a failed message, and change nothing. body: instead of its own."""

    dry_run: str
    service: str
    failure: str
    body: str = ""


# And back.


@event("retry.taken.v1", by=SERVICES, to=("operations",), partition_by=BY_ORDER)
class RetryTaken(Message):
    """A part of an order is on its way. skipped: messages that are not failed any more."""

    order: str
    part: int
    taken: int
    skipped: int


@event("repair.taken.v1", by=SERVICES, to=("operations",), partition_by=BY_EDIT)
class RepairTaken(Message):
    """taken: the repaired message is on its way; otherwise it is not failed any more."""

    edit: str
    taken: bool


@event("dry_run.done.v1", by=SERVICES, to=("operations",), partition_by=BY_DRY_RUN)
class DryRunDone(Message):
    """What would happen.

    outcome: handled; nothing (it would change nothing); waits (it would be tried again, see error); fails.
    cut: differences that were left out, because there are too many or they are too large.
    """

    dry_run: str
    outcome: Literal["handled", "nothing", "waits", "fails"]
    error: str = ""
    reason: str = ""
    place: str = ""
    changes: tuple[Difference, ...] = ()
    records: tuple[Difference, ...] = ()
    messages: tuple[WouldSend, ...] = ()
    effects: tuple[WouldSend, ...] = ()
    answer: str = ""
    cut: int = 0


OF_THE_RUNTIME: tuple[type[Message], ...] = (RetryOrdered, RepairOrdered, MarkOrdered, DryRunOrdered)
"""Handled by the runtime of every service, not by its table."""
OF_EVERY_SERVICE: tuple[type[Message], ...] = (RetryTaken, RepairTaken, DryRunDone)
"""Sent by the runtime of every service."""
