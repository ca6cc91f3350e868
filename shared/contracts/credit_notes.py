"""Messages of accounting: credit notes for goods that come back. An invoice that is undone as a whole, because its case
ends early, is `invoice.credit.v1`."""

from datetime import date
from decimal import Decimal

from shared.contracts.accounts import BY_LEDGER
from shared.contracts.message import Message, command, event
from shared.contracts.values import Line, VatAmount


@command("credit_note.issue.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class IssueCreditNote(Message):
    """Credit these lines of what `of_case` was invoiced; they may be a part of it. Several credit notes of one invoice
    never credit more than it says."""

    case: str
    step: str
    ledger: str
    of_case: str
    lines: tuple[Line, ...]
    case_number: str
    reason: str
    reference: str = ""
    customer: str = ""
    currency: str = "EUR"


@command("credit_note.reverse.v1", by="intake", to="accounting", partition_by=BY_LEDGER)
class ReverseCreditNote(Message):
    """Undo a credit note by what the books have for it. Tombstone when early."""

    case: str
    step: str
    ledger: str
    reason: str


@event("credit_note.issued.v1", by="accounting", to=("intake",))
class CreditNoteIssued(Message):
    case: str
    step: str
    credit_note: str
    number: str
    issued_on: date
    currency: str
    net: Decimal
    gross: Decimal
    vat: tuple[VatAmount, ...]


@event("credit_note.refused.v1", by="accounting", to=("intake",))
class CreditNoteRefused(Message):
    case: str
    step: str
    reason: str


@event("credit_note.reversed.v1", by="accounting", to=("intake",))
class CreditNoteReversed(Message):
    """number: of what reversed it, empty when there was nothing to reverse."""

    case: str
    step: str
    number: str
