"""Messages of intake: the case, from receipt to closure."""

from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.values import (
    Actor,
    DocumentRef,
    Line,
    PartyRef,
    PaymentTerms,
    StepTime,
    Totals,
    VatAmount,
)

Priority = Literal["normal", "urgent"]
Progress = Literal[
    "invoice_issued",
    "invoice_credited",
    "shipment_dispatched",
    "payment_received",
    "parcel_moved",
    "commented",
    "changed",
    "purchase_posted",
    "purchase_reversed",
    "credit_note_issued",
    "credit_note_reversed",
    "goods_accepted",
    "goods_given_back",
    "answered",
    "likeness_found",
    "reopened",
    "rated",
    "reservation_expired",
    "shipment_late",
]
"""What the front office is told of a case beside its states, as `case.<progress>`."""
RaisedFor = Literal["deadline_missed", "undo_failed", "found_later"]
NOTIFICATIONS = ("notifications",)
TENANT: tuple[str, ...] = ()
"""Partitioned by the organisation alone: notifications numbers all of its events in one log."""


@command("case.submit.v1", by="gateway", to="intake")
class SubmitCase(Message):
    """A front office hands over a piece of work; the gateway has stored it and answered 202.

    supplier: the account of who supplies, for purchases; vat: net and VAT by rate, for what has amounts but no lines;
    of_case: the case that this one is about, such as the sale that goods come back from; answers: to what the case
    type itself asks, by name, days as ISO 8601 and amounts as decimals."""

    case: str
    client: str
    type: str
    reference: str
    priority: Priority
    received_at: datetime
    currency: str = "EUR"
    customer: str = ""
    payment_terms: PaymentTerms = "on_account"
    warehouse: str = "main"
    tags: tuple[str, ...] = ()
    parties: tuple[PartyRef, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    lines: tuple[Line, ...] = ()
    totals: Totals | None = None
    supplier: str = ""
    vat: tuple[VatAmount, ...] = ()
    of_case: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@command("case.correct.v1", by="gateway", to="intake")
class CorrectCase(Message):
    """The front office answers a request for correction: further documents, or parties, lines, VAT amounts or answers
    in place of the old ones (None leaves them as they are; answers replace those of the same name)."""

    case: str
    actor: Actor
    documents: tuple[DocumentRef, ...] = ()
    parties: tuple[PartyRef, ...] | None = None
    lines: tuple[Line, ...] | None = None
    totals: Totals | None = None
    vat: tuple[VatAmount, ...] | None = None
    answers: dict[str, str] | None = None


@command("case.cancel.v1", by="gateway", to="intake")
class CancelCase(Message):
    """Stop the case and undo what was done, in reverse."""

    case: str
    actor: Actor
    reason: str


@command("case.comment.v1", by="gateway", to="intake")
class CommentCase(Message):
    """Somebody has something to say. `comment` is a reference: the text lies in the vault, since it may name
    persons."""

    case: str
    comment: str
    actor: Actor


@command("case.change.v1", by="gateway", to="intake")
class ChangeCase(Message):
    """Other tags, priority or reference; None leaves them as they are. expected: the edition that the sender has
    read, None for any."""

    case: str
    actor: Actor
    expected: int | None = None
    tags: tuple[str, ...] | None = None
    priority: Priority | None = None
    reference: str | None = None


@command("case.reopen.v1", by="gateway", to="intake")
class ReopenCase(Message):
    """A closed or refused case begins anew where its type says so. reason: without personal data."""

    case: str
    actor: Actor
    reason: str


@command("case.rate.v1", by="gateway", to="intake")
class RateCase(Message):
    """How the front office found the handling of a case that is over, from 1 to 5. comment: a reference, since the
    words lie in the vault; empty for none."""

    case: str
    actor: Actor
    rating: int
    comment: str = ""


@command("case.remind.v1", by="intake", to="intake")
class RemindCase(Message):
    """The due time of one of the case's steps has come."""

    case: str
    due_at: datetime


@event("case.opened.v1", by="intake", to=("notifications", "operations"), partition_by=TENANT)
class CaseOpened(Message):
    """opened_at: when the gateway received it; None of a sender of an older version. parties: by reference, for who is
    to be told by role; not told to clients, who gave them."""

    case: str
    client: str
    number: str
    type: str
    reference: str
    opened_at: datetime | None = None
    parties: tuple[PartyRef, ...] = ()


@event("case.progressed.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseProgressed(Message):
    """A step told something that the front office wants to know; `details` are plain values such as the number of an
    invoice or the tracking number of a parcel. Told to clients as `case.<progress>`."""

    case: str
    client: str
    number: str
    reference: str
    progress: Progress
    details: dict[str, str]


@event("case.needs_correction.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseNeedsCorrection(Message):
    """Something is missing or wrong; `wanted` says what, where and how to mend it, in English and French."""

    case: str
    client: str
    number: str
    reference: str
    wanted_en: tuple[str, ...]
    wanted_fr: tuple[str, ...]


@event("case.waiting.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseWaiting(Message):
    """The case waits for something that no step can hurry: stock, a payment, a person."""

    case: str
    client: str
    number: str
    reference: str
    step: str
    waits_for: Literal["stock", "payment", "review"]
    detail: str


@event("case.raised.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseRaised(Message):
    """The case needs a person's attention: a missed deadline, an undo that failed, or a check that finds errors in what
    it had accepted before."""

    case: str
    client: str
    number: str
    reference: str
    step: str
    reason: RaisedFor
    detail: str


@event("case.refused.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseRefused(Message):
    case: str
    client: str
    number: str
    reference: str
    step: str
    reason: str


@event("case.cancelled.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseCancelled(Message):
    case: str
    client: str
    number: str
    reference: str
    reason: str


@event("case.closed.v1", by="intake", to=NOTIFICATIONS, partition_by=TENANT)
class CaseClosed(Message):
    """Everything is done. gross: what the lines amount to with VAT, in `currency`."""

    case: str
    client: str
    number: str
    reference: str
    type: str
    currency: str
    gross: Decimal
    opened_at: datetime
    closed_at: datetime


@event("case.ended.v1", by="intake", to=("operations",), partition_by=TENANT)
class CaseEnded(Message):
    """A case is over, and what key figures need of it. Whoever counts has one writer for an organisation.

    began_at: its receipt, or when it was last re-opened; late: a deadline was missed; corrected: the front office had
    to mend something; steps: those that were asked since it began."""

    case: str
    type: str
    outcome: Literal["closed", "refused", "cancelled"]
    began_at: datetime
    ended_at: datetime
    late: bool
    corrected: bool
    steps: tuple[StepTime, ...] = ()


@event("case.reopened.v1", by="intake", to=("operations",), partition_by=TENANT)
class CaseReopened(Message):
    """A case that was over begins anew; what the front office is told of it is `case.progressed`."""

    case: str
    type: str
    reopened_at: datetime
