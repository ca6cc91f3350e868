"""Messages of accounting: payments, invoices and what the ERP knows of them."""

from datetime import date, datetime
from decimal import Decimal

from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor, ErpReference, Line, PartyRef, PaymentTerms, VatAmount

BY_LEDGER = ("ledger",)


@command("payment.check.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class CheckPayment(Message):
    """May this case be delivered? Prepaid: once `gross` was received. On account: while the customer's open amount
    stays within the credit limit."""

    case: str
    step: str
    ledger: str
    customer: str
    terms: PaymentTerms
    currency: str
    gross: Decimal


@command("payment.release.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class ReleasePayment(Message):
    """Undo a payment check: credit is free again, a prepayment received is owed back. Tombstone when early."""

    case: str
    step: str
    ledger: str


@command("payment.record.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class RecordPayment(Message):
    """Money has come in for a case. `payment` is the id made at the door."""

    payment: str
    case: str
    ledger: str
    amount: Decimal
    currency: str
    received_on: date
    reference: str
    actor: Actor


@event("payment.cleared.v1", by="accounting", to=("intake",))
class PaymentCleared(Message):
    case: str
    step: str


@event("payment.awaited.v1", by="accounting", to=("intake",))
class PaymentAwaited(Message):
    """missing: what has still to come in, in `currency`; or how far the credit limit would be passed."""

    case: str
    step: str
    missing: Decimal
    currency: str
    because: str


@event("payment.received.v1", by="accounting", to=("intake",))
class PaymentReceived(Message):
    case: str
    payment: str
    amount: Decimal
    currency: str


@event("payment.released.v1", by="accounting", to=("intake",))
class PaymentReleased(Message):
    """owed_back: prepaid money that the customer is owed, zero when none."""

    case: str
    step: str
    owed_back: Decimal
    currency: str


@command("invoice.issue.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class IssueInvoice(Message):
    """Invoice the case's lines and post the entry; refused when the entry would not balance. recipient: who gets the
    goods, where the case names somebody beside the buyer."""

    case: str
    step: str
    ledger: str
    case_number: str
    reference: str
    customer: str
    terms: PaymentTerms
    currency: str
    lines: tuple[Line, ...]
    buyer: PartyRef | None = None
    recipient: PartyRef | None = None


@command("invoice.credit.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class CreditInvoice(Message):
    """Undo an invoice: a credit note of its own number and a reversing entry. Tombstone when early."""

    case: str
    step: str
    ledger: str
    reason: str


@event("invoice.issued.v1", by="accounting", to=("intake",))
class InvoiceIssued(Message):
    case: str
    step: str
    invoice: str
    number: str
    issued_on: date
    currency: str
    net: Decimal
    gross: Decimal
    vat: tuple[VatAmount, ...]


@event("invoice.refused.v1", by="accounting", to=("intake",))
class InvoiceRefused(Message):
    case: str
    step: str
    reason: str


@event("invoice.credited.v1", by="accounting", to=("intake",))
class InvoiceCredited(Message):
    """number: of the credit note, empty when there was nothing to credit."""

    case: str
    step: str
    number: str


@command("erp.note_sync.v1", by="accounting", to="accounting", partition_by=("entry",))
class NoteSync(Message):
    """What became of sending an entry to the ERP: its reference there, or why it was given up."""

    entry: str
    erp_reference: str
    failure: str = ""


@command("credit.adjust.v1", by="accounting", to="accounting", partition_by=BY_LEDGER)
class AdjustCredit(Message):
    """A customer's open amount moves by `by` (negative when credit becomes free) because of `case`; then the cases
    that wait for this customer's credit are looked at again. Zero only looks."""

    ledger: str
    customer: str
    case: str
    by: Decimal


@command("credit.set_limit.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class SetCreditLimit(Message):
    """How much a customer may owe at the same time, in the ledger's currency; None for the installation's limit.
    `at` is when it was asked for: of two wishes the later one counts, whichever comes first."""

    ledger: str
    customer: str
    credit_limit: Decimal | None
    at: datetime
    actor: Actor


@command("erp.acknowledge.v1", by="gateway", to="accounting", partition_by=("acknowledgement",))
class AcknowledgeEntries(Message):
    """An ERP that pulls has these journal entries now, each under its own reference. `acknowledgement` is the id made
    at the door, under which the results are kept."""

    acknowledgement: str
    items: tuple[ErpReference, ...]
    actor: Actor
