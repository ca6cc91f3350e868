"""Messages of accounting with defaults: a test states only what matters to it."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.accounting.service import room
from shared.contracts.accounts import (
    CheckPayment,
    CreditInvoice,
    IssueInvoice,
    RecordPayment,
    ReleasePayment,
)
from shared.contracts.values import Actor, Line, PartyRef
from tests.support.deciding import Deciding


def a_bench(**environ: str) -> Deciding:
    return Deciding(room(environ))


def a_line(price: str = "100.00", quantity: int = 1, rate: str = "20", number: int = 1) -> Line:
    return Line(
        number=number,
        article=f"ART-{number}",
        label="Lamp",
        quantity=quantity,
        unit_price=Decimal(price),
        vat_rate=Decimal(rate),
    )


def a_check(case: str = "case_1", gross: str = "120.00", **changes: Any) -> CheckPayment:
    given: dict[str, Any] = {
        "step": "payment",
        "ledger": "main",
        "customer": "C-1",
        "terms": "prepaid",
        "currency": "EUR",
    }
    return CheckPayment(case=case, gross=Decimal(gross), **{**given, **changes})


def a_credit_check(case: str = "case_1", gross: str = "120.00", **changes: Any) -> CheckPayment:
    return a_check(case, gross, **{"terms": "on_account", **changes})


def a_release(case: str = "case_1", step: str = "payment") -> ReleasePayment:
    return ReleasePayment(case=case, step=step, ledger="main")


def a_payment(
    case: str = "case_1", amount: str = "120.00", payment: str = "pay_1", **changes: Any
) -> RecordPayment:
    given: dict[str, Any] = {
        "ledger": "main",
        "currency": "EUR",
        "received_on": date(2026, 3, 1),
        "reference": "transfer",
        "actor": Actor(kind="client", id="shop"),
    }
    return RecordPayment(case=case, payment=payment, amount=Decimal(amount), **{**given, **changes})


def an_issue(case: str = "case_1", lines: tuple[Line, ...] | None = None, **changes: Any) -> IssueInvoice:
    given: dict[str, Any] = {
        "step": "invoice",
        "ledger": "main",
        "case_number": "2026-1",
        "reference": "ORD-1",
        "customer": "C-1",
        "terms": "prepaid",
        "currency": "EUR",
        "buyer": PartyRef(ref="party-1", role="buyer"),
    }
    return IssueInvoice(case=case, lines=(a_line(),) if lines is None else lines, **{**given, **changes})


def a_credit(case: str = "case_1") -> CreditInvoice:
    return CreditInvoice(case=case, step="invoice", ledger="main", reason="case cancelled")
