"""Accounting credits lines of what another case was invoiced."""

from services.intake.domain.action import LEDGER, Action, Asking
from services.intake.domain.answers import Answer, Done, Refused, Undone
from services.intake.domain.case import Case
from shared.contracts.credit_notes import (
    CreditNoteIssued,
    CreditNoteRefused,
    CreditNoteReversed,
    IssueCreditNote,
    ReverseCreditNote,
)

REASON = "reason"
"""Answer: why goods come back."""


def _ask(asking: Asking) -> IssueCreditNote:
    case = asking.case
    return IssueCreditNote(
        case=case.id,
        step=asking.step.name,
        ledger=LEDGER,
        of_case=case.of_case,
        lines=case.lines,
        case_number=case.number,
        reason=case.answers[REASON],
        reference=case.reference,
        customer=case.customer,
        currency=case.currency,
    )


def _undo(case: Case, step: str) -> ReverseCreditNote:
    reason = case.ending.reason if case.ending else ""
    return ReverseCreditNote(case=case.id, step=step, ledger=LEDGER, reason=reason)


def _issued(event: CreditNoteIssued) -> Answer:
    details = {
        "credit_note": event.credit_note,
        "number": event.number,
        "issued_on": event.issued_on.isoformat(),
        "currency": event.currency,
        "net": str(event.net),
        "gross": str(event.gross),
    }
    return Done("credit_note_issued", details)


def _reversed(event: CreditNoteReversed) -> Answer:
    """A tombstone has no number and nothing to tell."""
    return Undone("credit_note_reversed", {"number": event.number}) if event.number else Undone()


ISSUE_CREDIT_NOTE = Action(
    name="issue_credit_note",
    ask=_ask,
    answers={
        CreditNoteIssued: _issued,
        CreditNoteRefused: lambda event: Refused(event.reason),
        CreditNoteReversed: _reversed,
    },
    undo=_undo,
    binds=True,
    needs=("lines", "of_case"),
    asks={REASON: "text"},
)
