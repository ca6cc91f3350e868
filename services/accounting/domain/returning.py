"""Credit notes for goods that come back. Not issued here yet: each is refused, with that for its reason."""

from services.accounting.domain.invoice import Invoice
from shared.contracts.credit_notes import (
    CreditNoteIssued,
    CreditNoteRefused,
    CreditNoteReversed,
    IssueCreditNote,
    ReverseCreditNote,
)
from shared.contracts.decision import Decision, Known, Moment

NOT_YET = "This installation does not issue credit notes for returned goods yet."


def issue_credit_note(message: IssueCreditNote, _known: Known, _moment: Moment) -> Decision:
    return Decision(send=(CreditNoteRefused(case=message.case, step=message.step, reason=NOT_YET),))


def reverse_credit_note(message: ReverseCreditNote, _known: Known, _moment: Moment) -> Decision:
    """Nothing was issued, so nothing has to be reversed."""
    return Decision(send=(CreditNoteReversed(case=message.case, step=message.step, number=""),))


def issued(note: Invoice, case: str, step: str) -> CreditNoteIssued:
    """What is told once a credit note is issued. case: the one that brings the goods back."""
    return CreditNoteIssued(
        case=case,
        step=step,
        credit_note=note.id,
        number=note.number,
        issued_on=note.issued_on,
        currency=note.currency,
        net=note.net,
        gross=note.gross,
        vat=note.vat,
    )
