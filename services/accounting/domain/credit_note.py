"""Credit notes as documents: an invoice's data under a number of their own."""

from dataclasses import replace

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.series import Series


def credit_note(invoice: Invoice, id: str, numbers: Series, entry: JournalEntry, reason: str) -> Invoice:
    """What takes the invoice back, for all that it says unless lines and amounts are replaced."""
    return replace(
        invoice,
        id=id,
        kind="credit_note",
        number=numbers.number,
        issued_on=entry.piece_on,
        entry=entry.id,
        issued_at=entry.posted_at,
        credits=invoice.id,
        credited_number=invoice.number,
        credited_on=invoice.issued_on,
        reason=reason,
        due_on=None,
    )
