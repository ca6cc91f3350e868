"""A case is cancelled, and what was done is undone, wherever it stands."""

import pytest

from tests.support.books import balances, failed_messages, numbers_of, stock_against_movements
from tests.support.case_bodies import a_customer_file, an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf


def test_cancelled_while_it_waits_for_goods_it_leaves_the_queue(shop: FrontOffice) -> None:
    case = shop.submit(an_order())
    shop.wait_for_status(case, "waiting")

    shop.cancel(case)

    shop.wait_for_status(case, "cancelled")
    shop.wait_for_stock("CH-100", waiting=0, reserved=0)


def test_cancelled_while_it_waits_for_money_its_goods_and_what_was_paid_are_free(
    shop: FrontOffice,
) -> None:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order(payment_terms="prepaid"))
    shop.wait_for_step(case, "reserve_stock", "done")
    shop.pay(case, "50.00")
    shop.wait_for(f"/v1/cases/{case}/payments", lambda read: read["received"] == "50.00", "a payment")

    shop.cancel(case)

    cancelled = shop.wait_for_status(case, "cancelled")
    assert cancelled["ending"]["reason"] == "Ordered twice"
    assert shop.stock("CH-100")["available"] == 2
    undone = shop.details(case, "step_undone", "check_payment")
    assert undone == {"owed_back": "50.00", "currency": "EUR"}


def test_cancelled_while_a_person_is_asked_the_question_is_withdrawn(shop: FrontOffice) -> None:
    kinds = ("identity", "proof_of_address", "bank_details")
    case = shop.submit(a_customer_file({kind: shop.upload(a_pdf()) for kind in kinds}))
    shop.wait_for_status(case, "waiting")

    shop.cancel(case)

    shop.wait_for_status(case, "cancelled")
    assert shop.items("/v1/reviews") == []
    assert [one["case"] for one in shop.items("/v1/reviews", state="withdrawn")] == [case]


def test_cancelled_while_a_correction_is_wanted_it_ends_at_once(shop: FrontOffice) -> None:
    case = shop.submit(an_order(type="sales_order"))
    shop.wait_for_status(case, "needs_correction")

    shop.cancel(case)

    shop.wait_for_status(case, "cancelled")


@pytest.fixture
def shipped(shop: FrontOffice) -> str:
    """Invoiced and shipped, and not closed yet."""
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order(type="on_approval"))
    shop.wait_for_step(case, "approval", "waiting")
    return case


def test_cancelled_after_shipping_the_goods_come_back_and_the_invoice_is_credited(
    shop: FrontOffice, shipped: str, platform: Platform
) -> None:
    left = shop.stock("CH-100")["on_hand"]

    shop.cancel(shipped)

    shop.wait_for_status(shipped, "cancelled")
    assert left == 0
    assert shop.stock("CH-100")["available"] == 2
    kinds = [one["kind"] for one in shop.get(f"/v1/cases/{shipped}/invoices")["items"]]
    assert kinds == ["invoice", "credit_note"]
    assert balances(platform.mongo, shop.tenant) == {}
    assert stock_against_movements(platform.mongo, shop.tenant) == {}
    story = shop.story(shipped)
    undone = [step for what, step in story if what == "step_undone"]
    assert set(undone[:1]) == {"approval"}
    assert set(undone[1:3]) == {"ship", "issue_invoice"}
    assert set(undone[3:]) == {"reserve_stock", "check_payment"}


def test_a_recall_that_the_carrier_is_too_far_for_raises_the_case(
    shop: FrontOffice, shipped: str, receiver: WebhookReceiver
) -> None:
    shop.subscribe(receiver, "case.raised")
    shipment = shop.shipment_of(shipped)
    (parcel,) = shop.get(f"/v1/shipments/{shipment}")["parcels"]
    shop.post(
        f"/v1/shipments/{shipment}/parcel-events",
        {
            "tracking": parcel["tracking"],
            "carrier_event": "e-1",
            "status": "in_transit",
            "at": "2026-03-31T10:00:00Z",
        },
    )
    shop.wait_for(
        f"/v1/shipments/{shipment}", lambda read: read["parcels"][0]["status"] == "in_transit", "under way"
    )

    shop.cancel(shipped)

    raised = shop.wait_for(f"/v1/cases/{shipped}", lambda read: read["raised"], "the case raised")
    assert raised["status"] == "cancelling"
    assert [(one["step"], one["reason"]) for one in raised["attention"]] == [("ship", "undo_failed")]
    assert [one["id"] for one in shop.items("/v1/cases", raised="true")] == [shipped]
    (told,) = receiver.wait_for(bool)
    assert (told.payload["data"]["step"], told.payload["data"]["reason"]) == ("ship", "undo_failed")


def test_cancelling_a_closed_case_changes_nothing_but_its_timeline(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order())
    shop.wait_for_status(case, "closed")

    shop.cancel(case)

    wait_until(lambda: ("cancel_too_late", "") in shop.story(case), 20, "the late cancellation noted")
    assert shop.case(case)["status"] == "closed"


def test_cancelled_at_any_moment_a_case_is_done_or_undone_but_never_half(
    shop: FrontOffice, platform: Platform
) -> None:
    shop.stock_up({"CH-100": 40})
    cases = []
    for number in range(20):
        cases.append(shop.submit(an_order(customer=f"C-{number}")))
        shop.cancel(cases[number // 2])

    ended = [
        shop.wait_for(f"/v1/cases/{case}", lambda read: read.get("ended_at") is not None, "an end")["status"]
        for case in cases
    ]

    closed = ended.count("closed")
    assert closed + ended.count("cancelled") == len(cases)
    shop.wait_for_stock("CH-100", on_hand=40 - 2 * closed, reserved=0)
    assert stock_against_movements(platform.mongo, shop.tenant) == {}
    issued = numbers_of(platform.mongo, shop.tenant)
    credited = numbers_of(platform.mongo, shop.tenant, "credit_note")
    assert issued == list(range(1, len(issued) + 1))
    assert len(issued) - len(credited) == closed
    assert balances(platform.mongo, shop.tenant).get("411", 0) == 120 * closed
    assert failed_messages(platform.mongo, shop.tenant) == []
