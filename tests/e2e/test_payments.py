"""Cases that wait for money, or for credit."""

from decimal import Decimal

from tests.support.books import balances, unbalanced_entries
from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver


def test_a_prepaid_order_waits_until_all_of_it_is_paid(
    shop: FrontOffice, receiver: WebhookReceiver, platform: Platform
) -> None:
    shop.stock_up({"CH-100": 2})
    shop.subscribe(receiver, "case.payment_received")
    case = shop.submit(an_order(payment_terms="prepaid"))
    shop.wait_for_step(case, "check_payment", "waiting")

    shop.pay(case, "50.00")
    partly = shop.wait_for(
        f"/v1/cases/{case}/payments", lambda read: read["received"] == "50.00", "the first payment"
    )
    waiting = shop.case(case)
    shop.pay(case, "70.00")

    assert (partly["missing"], partly["state"]) == ("70.00", "unpaid")
    assert waiting["status"] == "waiting"
    shop.wait_for_status(case, "closed")
    assert len(shop.items("/v1/journal-entries", case=case)) == 3
    assert unbalanced_entries(platform.mongo, shop.tenant) == []
    assert balances(platform.mongo, shop.tenant) == {
        "512": Decimal("120.00"),
        "707": Decimal("-100.00"),
        "44571": Decimal("-20.00"),
    }
    told = receiver.wait_for(lambda came: len(came) >= 2)
    assert sorted(one.payload["data"]["details"]["amount"] for one in told) == ["50.00", "70.00"]


def test_an_order_beyond_the_credit_limit_waits_until_an_invoice_is_paid(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 20})
    first = shop.submit(an_order(a_line(quantity=15)))
    shop.wait_for_status(first, "closed")

    second = shop.submit(an_order())

    shop.wait_for_step(second, "check_payment", "waiting")
    shop.pay(first, "900.00")
    shop.wait_for_status(second, "closed")
    assert shop.get(f"/v1/cases/{first}/payments")["missing"] == "0.00"


def test_another_customer_has_a_credit_of_its_own(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 30})
    shop.wait_for_status(shop.submit(an_order(a_line(quantity=15))), "closed")

    other = shop.submit(an_order(a_line(quantity=15), customer="C-2"))

    shop.wait_for_status(other, "closed")


def test_a_payment_for_an_unknown_case_is_refused_at_the_door(shop: FrontOffice) -> None:
    body = {
        "case": "case_" + "0" * 32,
        "amount": "1.00",
        "currency": "EUR",
        "received_on": "2026-03-31",
        "reference": "VIR 1",
    }

    answer = shop.ask("POST", "/v1/payments", body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/case")
