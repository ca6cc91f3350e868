"""Accounting invoices the lines of a case and posts the entry."""

from services.intake.domain.action import LEDGER, Action, Asking
from services.intake.domain.answers import Answer, Done, Refused, Undone
from services.intake.domain.case import Case
from shared.contracts.accounts import (
    CreditInvoice,
    InvoiceCredited,
    InvoiceIssued,
    InvoiceRefused,
    IssueInvoice,
)


def _ask(asking: Asking) -> IssueInvoice:
    case = asking.case
    return IssueInvoice(
        case=case.id,
        step=asking.step.name,
        ledger=LEDGER,
        case_number=case.number,
        reference=case.reference,
        customer=case.customer,
        terms=case.payment_terms,
        currency=case.currency,
        lines=case.lines,
        buyer=case.party("buyer"),
        recipient=case.party("recipient"),
    )


def _undo(case: Case, step: str) -> CreditInvoice:
    reason = case.ending.reason if case.ending else ""
    return CreditInvoice(case=case.id, step=step, ledger=LEDGER, reason=reason)


def _issued(event: InvoiceIssued) -> Answer:
    details = {
        "invoice": event.invoice,
        "number": event.number,
        "issued_on": event.issued_on.isoformat(),
        "currency": event.currency,
        "net": str(event.net),
        "gross": str(event.gross),
    }
    return Done("invoice_issued", details)


def _credited(event: InvoiceCredited) -> Answer:
    """A tombstone has no credit note and nothing to tell."""
    return Undone("invoice_credited", {"number": event.number}) if event.number else Undone()


ISSUE_INVOICE = Action(
    name="issue_invoice",
    ask=_ask,
    answers={
        InvoiceIssued: _issued,
        InvoiceRefused: lambda event: Refused(event.reason),
        InvoiceCredited: _credited,
    },
    undo=_undo,
    binds=True,
    needs=("lines", "customer", "buyer"),
)
