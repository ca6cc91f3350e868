"""A sales order from the signed PDF to the closed case."""

import re
from decimal import Decimal
from typing import Any

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf


def test_a_signed_order_is_checked_reserved_cleared_invoiced_shipped_and_closed(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.stock_up({"CH-100": 10, "TB-200": 5})
    shop.subscribe(receiver)
    totals = {"net": "509.60", "vat": "101.92", "gross": "611.52"}
    lines = (a_line("CH-100", 4, "49.90"), a_line("TB-200", 1, "310.00"))

    case = shop.submit(an_order(*lines, signed=shop.upload(a_pdf()), totals=totals))

    closed = shop.wait_for_status(case, "closed")
    assert re.fullmatch(r"SO-\d{4}-\d{6}", closed["number"])
    assert {name: step["state"] for name, step in closed["steps"].items()} == dict.fromkeys(
        ("check_documents", "reserve_stock", "check_payment", "issue_invoice", "ship"), "done"
    )
    assert [one["id"] for one in shop.items("/v1/cases", reference="WEB-1")] == [case]
    assert shop.get(f"/v1/cases/{case}/findings")["items"] == []
    _the_timeline_tells_all_of_it(shop, case)
    _the_books_balance(shop, case)
    _the_goods_have_left(shop, case)
    _the_shop_was_told(receiver, case)


def _the_timeline_tells_all_of_it(shop: FrontOffice, case: str) -> None:
    facts = shop.timeline(case)
    story = [(fact["what"], fact["step"]) for fact in facts]

    assert story[:3] == [
        ("case_opened", ""),
        ("step_asked", "check_documents"),
        ("step_done", "check_documents"),
    ]
    assert sorted(story[3:7]) == [
        ("step_asked", "check_payment"),
        ("step_asked", "reserve_stock"),
        ("step_done", "check_payment"),
        ("step_done", "reserve_stock"),
    ]
    assert sorted(story[7:11]) == [
        ("step_asked", "issue_invoice"),
        ("step_asked", "ship"),
        ("step_done", "issue_invoice"),
        ("step_done", "ship"),
    ]
    assert story[11:] == [("case_closed", "")]
    assert [fact["at"] for fact in facts] == sorted(fact["at"] for fact in facts)
    assert {fact["who"]["id"] for fact in facts} == {"shop", "validation", "logistics", "accounting"}


def _the_books_balance(shop: FrontOffice, case: str) -> None:
    (invoice,) = shop.get(f"/v1/cases/{case}/invoices")["items"]
    (entry,) = shop.items("/v1/journal-entries", case=case)
    payments = shop.get(f"/v1/cases/{case}/payments")

    assert (invoice["kind"], invoice["net"], invoice["gross"]) == ("invoice", "509.60", "611.52")
    assert entry["piece"] == invoice["number"]
    assert _side(entry, "debit") == _side(entry, "credit") == Decimal("611.52")
    assert {line["account"]: line["debit"] for line in entry["lines"]}["411"] == "611.52"
    assert (payments["missing"], payments["invoiced"]) == ("611.52", "611.52")


def _side(entry: dict[str, Any], side: str) -> Decimal:
    return sum((Decimal(line[side]) for line in entry["lines"]), Decimal(0))


def _the_goods_have_left(shop: FrontOffice, case: str) -> None:
    chairs = shop.stock("CH-100")
    shipment = shop.get(f"/v1/shipments/{shop.shipment_of(case)}")

    assert (chairs["on_hand"], chairs["reserved"], chairs["available"]) == (6, 0, 6)
    assert shop.stock("TB-200")["on_hand"] == 4
    assert shipment["state"] == "dispatched"
    assert [line for parcel in shipment["parcels"] for line in parcel["contents"]] == [
        {"article": "CH-100", "quantity": 4},
        {"article": "TB-200", "quantity": 1},
    ]


def _the_shop_was_told(receiver: WebhookReceiver, case: str) -> None:
    told = receiver.wait_for(lambda came: any(one.payload["type"] == "case.closed" for one in came))
    told = receiver.wait_for(lambda came: len(came) >= 4)

    assert all(one.verified for one in told)
    assert {one.payload["data"]["case"] for one in told} == {case}
    assert sorted(one.payload["type"] for one in told) == [
        "case.closed",
        "case.invoice_issued",
        "case.opened",
        "case.shipment_dispatched",
    ]
    (closed,) = [one.payload for one in told if one.payload["type"] == "case.closed"]
    assert (closed["data"]["gross"], closed["data"]["currency"]) == ("611.52", "EUR")
