"""Accounting posts a supplier's invoice."""

from datetime import date
from decimal import Decimal

from services.intake.domain.action import LEDGER, Action, Asking
from services.intake.domain.answers import Answer, Done, Refused, Undone
from services.intake.domain.case import Case
from shared.contracts.purchases import (
    PostPurchase,
    PurchasePosted,
    PurchaseRefused,
    PurchaseReversed,
    ReversePurchase,
)

REFERENCE, INVOICED_ON, DUE_ON = "supplier_reference", "invoiced_on", "due_on"
"""Answers: the number that the supplier gave the invoice, its day, and the day until which it is to be paid."""


def _ask(asking: Asking) -> PostPurchase:
    case = asking.case
    due_on = case.answers.get(DUE_ON)
    net = sum((amount.net for amount in case.vat), Decimal(0))
    return PostPurchase(
        case=case.id,
        step=asking.step.name,
        ledger=LEDGER,
        case_number=case.number,
        reference=case.reference,
        supplier=case.supplier,
        supplier_party=case.party("supplier"),
        supplier_reference=case.answers[REFERENCE],
        invoiced_on=date.fromisoformat(case.answers[INVOICED_ON]),
        due_on=date.fromisoformat(due_on) if due_on else None,
        currency=case.currency,
        vat=case.vat,
        net=net,
        gross=net + sum((amount.vat for amount in case.vat), Decimal(0)),
        of_case=case.of_case,
    )


def _undo(case: Case, step: str) -> ReversePurchase:
    reason = case.ending.reason if case.ending else ""
    return ReversePurchase(case=case.id, step=step, ledger=LEDGER, reason=reason)


def _posted(event: PurchasePosted) -> Answer:
    return Done("purchase_posted", {"entry": event.entry, "number": event.number})


def _reversed(event: PurchaseReversed) -> Answer:
    """A tombstone has no entry and nothing to tell."""
    return Undone("purchase_reversed", {"number": event.number}) if event.number else Undone()


POST_PURCHASE = Action(
    name="post_purchase",
    ask=_ask,
    answers={
        PurchasePosted: _posted,
        PurchaseRefused: lambda event: Refused(event.reason),
        PurchaseReversed: _reversed,
    },
    undo=_undo,
    binds=True,
    needs=("vat", "supplier"),
    asks={REFERENCE: "text", INVOICED_ON: "date"},
)
