"""The OpenAPI document is valid, and what it documents is what the platform does; nobody sees another's things."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver

_LISTS = (
    "/v1/cases",
    "/v1/reviews",
    "/v1/journal-entries",
    "/v1/stock",
    "/v1/subscriptions",
    "/v1/deliveries",
)


@pytest.fixture(scope="module")
def document(platform: Platform) -> dict[str, Any]:
    served: dict[str, Any] = requests.get(f"{platform.gateway_url}/v1/openapi.json", timeout=10).json()
    return served


@pytest.fixture
def places(shop: FrontOffice, receiver: WebhookReceiver) -> dict[str, str]:
    """What stands in the addresses, of one story in which everything there is has come about."""
    shop.stock_up({"CH-100": 2})
    subscription = shop.subscribe(receiver, "case.closed")
    case = shop.submit(an_order(type="on_approval"))
    shop.wait_for_step(case, "approval", "waiting")
    shop.decide(case, "approval", "accept")
    shop.wait_for_status(case, "closed")
    (told,) = receiver.wait_for(bool)
    (delivery,) = shop.items("/v1/deliveries")
    return {
        "case": case,
        "step": "approval",
        "shipment": shop.shipment_of(case),
        "subscription": subscription,
        "delivery": delivery["id"],
        "event": told.id,
        "warehouse": "main",
        "article": "CH-100",
    }


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)

    assert document["openapi"].startswith("3.1")


def test_every_documented_read_answers_as_documented(
    document: dict[str, Any], shop: FrontOffice, places: dict[str, str]
) -> None:
    read = {path: shop.ask("GET", path.format(**places)) for path, _ in _operations(document, "get")}

    assert {path: answer.status_code for path, answer in read.items() if answer.status_code != 200} == {}
    for path, operation in _operations(document, "get"):
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        faults = [error.message for error in OAS31Validator(whole).iter_errors(read[path].json())]
        assert faults == [], path


def test_another_organisation_sees_nothing_of_it(
    document: dict[str, Any], places: dict[str, str], stranger: FrontOffice
) -> None:
    there = [path for path, _ in _operations(document, "get") if "{" in path]
    seen = {path: stranger.ask("GET", path.format(**places)).status_code for path in there}
    lists = [path for path, _ in _operations(document, "get") if "{" not in path]
    filtered = [f"/v1/journal-entries?case={places['case']}", "/v1/cases?reference=WEB-1"]

    assert {path: status for path, status in seen.items() if status != 404} == {}
    assert sorted(lists) == sorted(_LISTS)
    assert [item for path in (*lists, *filtered) for item in stranger.get(path)["items"]] == []


def test_another_organisation_can_do_nothing_to_it(
    document: dict[str, Any], shop: FrontOffice, places: dict[str, str], stranger: FrontOffice
) -> None:
    before = _everything(document, shop, places)

    statuses = {
        (method, path): stranger.ask(method, path.format(**places), _example(operation)).status_code
        for method in ("post", "delete", "put", "patch")
        for path, operation in _operations(document, method)
        if "{" in path
    }

    assert len(statuses) >= 6
    assert {place: status for place, status in statuses.items() if status != 404} == {}
    assert _everything(document, shop, places) == before


def test_another_organisations_things_cannot_be_named_in_a_body(
    shop: FrontOffice, stranger: FrontOffice, places: dict[str, str]
) -> None:
    document = shop.upload(b"%PDF-1.7 not yet of any case")
    payment = {"case": places["case"], "amount": "1.00", "currency": "EUR", "reference": "VIR 1"}

    paid = stranger.ask("POST", "/v1/payments", {**payment, "received_on": "2026-03-31"})
    taken = stranger.ask("POST", "/v1/cases", an_order(signed=document))

    assert (paid.status_code, taken.status_code) == (422, 422)
    assert [error["pointer"] for error in paid.json()["errors"]] == ["/case"]
    assert [error["pointer"] for error in taken.json()["errors"]] == ["/documents/0/id"]


def test_stock_of_the_same_name_is_each_organisations_own(shop: FrontOffice, stranger: FrontOffice) -> None:
    shop.stock_up({"CH-100": 2})
    stranger.stock_up({"CH-100": 7})

    shop.wait_for_status(shop.submit(an_order()), "closed")

    assert (shop.stock("CH-100")["on_hand"], stranger.stock("CH-100")["on_hand"]) == (0, 7)


def _operations(document: dict[str, Any], method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        if method in item:
            yield path, item[method]


def _example(operation: Mapping[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


def _everything(document: dict[str, Any], shop: FrontOffice, places: dict[str, str]) -> dict[str, Any]:
    return {path: shop.get(path.format(**places)) for path, _ in _operations(document, "get")}
