"""A case that looks like one handed over twice is told as such, and goes on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.intake.domain.case import Case
from shared.contracts.cases import CaseProgressed, SubmitCase
from shared.contracts.purchases import PostPurchase, PurchasePosted
from shared.contracts.values import DocumentRef, PartyRef, VatAmount
from tests.unit.intake.builders import CASE, NOW, a_sales_order, checked, decided
from tests.unit.intake.desk import Desk

SECOND = "case_" + "1" * 32


def an_invoice(**changes: Any) -> SubmitCase:
    values: dict[str, Any] = {
        "type": "supplier_invoice",
        "lines": (),
        "customer": "",
        "supplier": "S-7",
        "vat": (VatAmount(rate=Decimal(20), net=Decimal("100.00"), vat=Decimal("20.00")),),
        "parties": (PartyRef(ref="party-5", role="supplier"),),
        "documents": (DocumentRef(document="doc_5", kind="supplier_invoice"),),
        "answers": {"supplier_reference": "F-88", "invoiced_on": "2026-02-27"},
    }
    return a_sales_order(**{**values, **changes})


def second(desk: Desk, **changes: Any) -> Case:
    desk.told(an_invoice(), an_invoice(case=SECOND, **changes))
    found = desk.get(Case, SECOND)
    assert found is not None
    return found


def test_the_same_invoice_twice_is_flagged_and_goes_on() -> None:
    desk = Desk()

    case = second(desk)

    assert (case.alike, case.status) == (CASE, "open")
    (told,) = [item for item in desk.sent_messages if isinstance(item, CaseProgressed)]
    assert (told.progress, told.details["case"]) == ("likeness_found", CASE)


def test_another_amount_reference_client_or_a_long_time_make_another_case() -> None:
    amounts = (VatAmount(rate=Decimal(20), net=Decimal("100.01"), vat=Decimal("20.00")),)

    assert second(Desk(), vat=amounts).alike == ""
    assert second(Desk(), reference="R-9").alike == ""
    assert second(Desk(), client="crm").alike == ""
    assert second(Desk(), received_at=NOW + timedelta(days=181)).alike == ""


def test_an_approved_invoice_is_posted_with_what_was_answered() -> None:
    desk = Desk()
    desk.told(an_invoice(), checked())

    desk.told(decided("accept", step="approve"))

    posted = desk.only(PostPurchase)
    assert isinstance(posted, PostPurchase)
    assert (posted.supplier, posted.supplier_reference, posted.invoiced_on) == (
        "S-7",
        "F-88",
        date(2026, 2, 27),
    )
    assert (posted.net, posted.gross) == (Decimal("100.00"), Decimal("120.00"))
    assert desk.told(PurchasePosted(case=CASE, step="post", entry="ent_1", number="AC-1")) == [
        "CaseProgressed",
        "CaseClosed",
    ]
