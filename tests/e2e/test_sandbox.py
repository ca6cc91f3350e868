"""A developer tries everything with a test key: outcomes by magic values, and time that passes at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver

_HOUR, _DAY = 3600, 86_400
_RECEIVER = "https://receiver.coulisse.invalid"


@pytest.fixture
def sandbox(shop: FrontOffice) -> FrontOffice:
    """What a test key of the shop opens."""
    answer = shop.ask("POST", "/v1/api-keys", {"client": "crm", "mode": "test", "role": "admin"})
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["key"]
    assert key.startswith("ck_test_")
    return FrontOffice(shop.url, key, f"{shop.tenant}~test")


def test_a_first_order_closes_without_any_set_up_and_its_parcel_arrives(sandbox: FrontOffice) -> None:
    signed = _document(sandbox, "TEST-DOCUMENT-ACCEPTED")
    case = sandbox.submit(an_order(a_line("TEST-IN-STOCK"), signed=signed))

    sandbox.wait_for_status(case, "closed")
    _advance(sandbox, 2 * _DAY)

    shipment = _wait_for_parcel(sandbox, case, "delivered")
    assert [event["status"] for event in shipment["events"]] == [
        "in_transit",
        "out_for_delivery",
        "delivered",
    ]
    facts = sandbox.wait_for(
        f"/v1/cases/{case}/timeline",
        lambda page: [fact["what"] for fact in page["items"]].count("parcel_moved") == 3,
        "three moves told",
    )["items"]
    assert _instant(facts[-1]) - _opened(facts) >= timedelta(days=2)


def test_documents_are_found_to_be_what_they_say(sandbox: FrontOffice) -> None:
    refused = sandbox.submit(
        an_order(a_line("TEST-IN-STOCK"), signed=_document(sandbox, "TEST-DOCUMENT-REFUSED"))
    )
    missing = sandbox.submit(
        an_order(a_line("TEST-IN-STOCK"), signed=_document(sandbox, "TEST-DOCUMENT-MISSING"))
    )
    review = sandbox.submit(
        an_order(a_line("TEST-IN-STOCK"), signed=_document(sandbox, "TEST-DOCUMENT-NEEDS-REVIEW"))
    )

    sandbox.wait_for_status(refused, "needs_correction")
    sandbox.wait_for_status(missing, "needs_correction")
    sandbox.wait_for_status(review, "closed")
    assert _rules(sandbox, refused) == {"sandbox.document_refused"}
    assert _rules(sandbox, missing) == {"file.missing"}
    assert _rules(sandbox, review) == {"sandbox.document_needs_review"}


def test_credit_and_payments_are_refused_until_somebody_pays(sandbox: FrontOffice) -> None:
    line = a_line("TEST-IN-STOCK")
    refused = sandbox.submit(an_order(line, customer="TEST-PAYMENT-REFUSED"))
    exceeded = sandbox.submit(an_order(line, customer="TEST-CREDIT-EXCEEDED"))

    for case in (refused, exceeded):
        sandbox.wait_for_step(case, "check_payment", "waiting")
        sandbox.pay(case, "120.00")
        sandbox.wait_for_status(case, "closed")


def test_what_is_out_of_stock_misses_its_deadline_and_ships_once_goods_come_in(sandbox: FrontOffice) -> None:
    case = sandbox.submit(
        an_order(a_line("TEST-OUT-OF-STOCK"), type="sales_order", documents=[_signed(sandbox)])
    )
    sandbox.wait_for_step(case, "reserve_stock", "waiting")

    _advance(sandbox, 10 * _DAY + _HOUR)

    raised = sandbox.wait_for(f"/v1/cases/{case}", lambda read: read.get("raised", False), "the case raised")
    assert ("reserve_stock", "deadline_missed") in {
        (one["step"], one["reason"]) for one in raised["attention"]
    }
    sandbox.receive({"TEST-OUT-OF-STOCK": 2})
    sandbox.wait_for_status(case, "closed")


@pytest.mark.parametrize(
    ("article", "days", "statuses"),
    [
        ("TEST-PARCEL-DELAYED", 1, ["in_transit", "delayed"]),
        ("TEST-PARCEL-LOST", 7, ["in_transit", "delayed", "lost"]),
        ("TEST-PARCEL-RETURNED", 2, ["in_transit", "returned"]),
    ],
)
def test_parcels_have_the_luck_that_their_article_names(
    sandbox: FrontOffice, article: str, days: int, statuses: list[str]
) -> None:
    case = sandbox.submit(an_order(a_line(article)))
    sandbox.wait_for_status(case, "closed")

    _advance(sandbox, days * _DAY)

    shipment = _wait_for_parcel(sandbox, case, statuses[-1])
    assert [event["status"] for event in shipment["events"]] == statuses


def test_a_failing_webhook_is_tried_again_when_the_clock_says_so(sandbox: FrontOffice) -> None:
    _advance(sandbox, 30 * _DAY)
    subscription = _subscribe(sandbox, "/fails/6")
    sandbox.submit(an_order(a_line("TEST-IN-STOCK")))
    failed = _delivery(sandbox, subscription, lambda read: read["attempts"] == 6)
    assert failed["state"] == "pending", "the sixth failure is an hour from its retry"

    _advance(sandbox, 2 * _HOUR)

    done = _delivery(sandbox, subscription, lambda read: read["state"] == "done")
    assert [attempt["outcome"] for attempt in done["history"]] == ["failed"] * 6 + ["done"]
    waited = _instant(done["history"][6]) - _instant(done["history"][5])
    assert timedelta(hours=2) <= waited < timedelta(hours=2, minutes=5)


def test_an_endpoint_that_is_gone_is_switched_off(sandbox: FrontOffice) -> None:
    subscription = _subscribe(sandbox, "/gone")

    sandbox.submit(an_order(a_line("TEST-IN-STOCK")))

    sandbox.wait_for(
        f"/v1/subscriptions/{subscription}", lambda read: read["state"] == "disabled", "switched off"
    )


def test_the_clock_of_a_sandbox_goes_forward_once_a_step_and_not_too_far(sandbox: FrontOffice) -> None:
    before = sandbox.get("/v1/sandbox/clock")
    first = sandbox.ask("POST", "/v1/sandbox/clock/advance", {"seconds": _DAY}, again="step-1")
    again = sandbox.ask("POST", "/v1/sandbox/clock/advance", {"seconds": _DAY}, again="step-1")
    to = datetime.fromisoformat(before["now"]) + timedelta(days=3)
    second = _advance_to(sandbox, to.isoformat())

    assert (before["ahead_seconds"], first.json()["ahead_seconds"]) == (0, _DAY)
    assert again.json() == first.json()
    assert datetime.fromisoformat(second["now"]) >= to
    assert 3 * _DAY - 120 < second["ahead_seconds"] <= 3 * _DAY
    for body, pointer in (({"seconds": 399 * _DAY}, "/seconds"), ({"to": before["now"]}, "/to")):
        refused = sandbox.ask("POST", "/v1/sandbox/clock/advance", body)
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert sandbox.get("/v1/sandbox/clock")["ahead_seconds"] == second["ahead_seconds"]


def test_a_sandbox_is_begun_anew_and_nothing_of_the_old_one_comes_along(
    sandbox: FrontOffice, receiver: WebhookReceiver
) -> None:
    sandbox.subscribe(receiver, "*")
    late = sandbox.submit(an_order(a_line("TEST-OUT-OF-STOCK")))
    sandbox.wait_for_step(late, "reserve_stock", "waiting")
    _advance(sandbox, 3 * _DAY)
    receiver.wait_for(lambda came: any(one.payload["type"] == "case.opened" for one in came))

    first = sandbox.ask("POST", "/v1/sandbox/reset", again="reset-1")
    under_way = sandbox.submit(an_order(a_line("TEST-IN-STOCK")))
    again = sandbox.ask("POST", "/v1/sandbox/reset", again="reset-1")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert sandbox.ask("GET", f"/v1/cases/{late}").status_code == 404
    assert [case["id"] for case in sandbox.get("/v1/cases")["items"]] == [under_way]
    assert sandbox.get("/v1/sandbox/clock")["ahead_seconds"] == 0
    assert sandbox.get("/v1/subscriptions")["items"] == []
    sandbox.wait_for_status(under_way, "closed")
    assert {event["data"]["case"] for event in sandbox.get("/v1/events")["items"]} == {under_way}


def test_a_live_key_has_no_such_clock_and_no_such_magic(shop: FrontOffice, sandbox: FrontOffice) -> None:
    _advance(sandbox, 100 * _DAY)
    theirs = sandbox.submit(an_order(a_line("TEST-IN-STOCK")))
    case = shop.submit(an_order(a_line("TEST-IN-STOCK")))
    magic = shop.ask("POST", "/v1/subscriptions", {"url": f"{_RECEIVER}/accepts", "events": ["*"]})
    clock = shop.ask("POST", "/v1/sandbox/clock/advance", {"seconds": 1})

    assert (clock.status_code, clock.json()["code"]) == (403, "sandbox_only")
    assert magic.status_code == 422
    waiting = shop.wait_for_step(case, "reserve_stock", "waiting")
    assert shop.ask("GET", f"/v1/cases/{theirs}").status_code == 404
    assert sandbox.ask("GET", f"/v1/cases/{case}").status_code == 404
    sandbox.wait_for_status(theirs, "closed")
    assert [one["id"] for one in shop.items("/v1/cases")] == [case]
    assert [one["id"] for one in sandbox.items("/v1/cases")] == [theirs]
    opened = datetime.fromisoformat(waiting["opened_at"])
    assert datetime.fromisoformat(sandbox.case(theirs)["opened_at"]) - opened > timedelta(days=99)


def _document(office: FrontOffice, word: str) -> str:
    return office.upload(word.encode(), "text/plain")


def _signed(office: FrontOffice) -> dict[str, str]:
    return {"id": _document(office, "TEST-DOCUMENT-ACCEPTED"), "kind": "signed_order"}


def _advance(office: FrontOffice, seconds: int) -> None:
    answer = office.ask("POST", "/v1/sandbox/clock/advance", {"seconds": seconds})
    assert answer.status_code == 200, answer.text


def _advance_to(office: FrontOffice, to: str) -> dict[str, Any]:
    answer = office.ask("POST", "/v1/sandbox/clock/advance", {"to": to})
    assert answer.status_code == 200, answer.text
    clock: dict[str, Any] = answer.json()
    return clock


def _rules(office: FrontOffice, case: str) -> set[str]:
    return {finding["rule"] for finding in office.items(f"/v1/cases/{case}/findings")}


def _wait_for_parcel(office: FrontOffice, case: str, status: str) -> dict[str, Any]:
    return office.wait_for(
        f"/v1/shipments/{office.shipment_of(case)}",
        lambda read: read["parcels"][0]["status"] == status,
        f"the parcel {status}",
    )


def _opened(facts: list[dict[str, Any]]) -> datetime:
    return _instant(next(fact for fact in facts if fact["what"] == "case_opened"))


def _subscribe(office: FrontOffice, path: str) -> str:
    id: str = office.post("/v1/subscriptions", {"url": _RECEIVER + path, "events": ["case.opened"]})["id"]
    office.wait_for(f"/v1/subscriptions/{id}", lambda read: read["state"] == "active", "a subscription")
    return id


def _delivery(
    office: FrontOffice, subscription: str, fact: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    (one,) = office.wait_for(
        f"/v1/deliveries?subscription={subscription}", lambda page: len(page["items"]) == 1, "a delivery"
    )["items"]
    return office.wait_for(f"/v1/deliveries/{one['id']}", fact, "what was waited for of a delivery")


def _instant(fact: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(fact["at"])
