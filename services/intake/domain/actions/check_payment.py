"""Accounting says whether a case may be delivered: paid in advance, or within the customer's credit."""

from services.intake.domain.action import LEDGER, Action, Asking
from services.intake.domain.answers import Answer, Done, Undone, Waiting
from services.intake.domain.case import Case
from shared.contracts.accounts import (
    CheckPayment,
    PaymentAwaited,
    PaymentCleared,
    PaymentReleased,
    ReleasePayment,
)


def _ask(asking: Asking) -> CheckPayment:
    case = asking.case
    return CheckPayment(
        case=case.id,
        step=asking.step.name,
        ledger=LEDGER,
        customer=case.customer,
        terms=case.payment_terms,
        currency=case.currency,
        gross=case.gross,
    )


def _undo(case: Case, step: str) -> ReleasePayment:
    return ReleasePayment(case=case.id, step=step, ledger=LEDGER)


def _awaited(event: PaymentAwaited) -> Answer:
    return Waiting("payment", f"{event.missing} {event.currency}: {event.because}")


def _released(event: PaymentReleased) -> Answer:
    return Undone(details={"owed_back": str(event.owed_back), "currency": event.currency})


CHECK_PAYMENT = Action(
    name="check_payment",
    ask=_ask,
    answers={
        PaymentCleared: lambda _: Done(),
        PaymentAwaited: _awaited,
        PaymentReleased: _released,
    },
    undo=_undo,
    binds=True,
    needs=("lines", "customer"),
)
