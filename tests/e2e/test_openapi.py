"""The OpenAPI document is valid, and what it documents is what the platform does; nobody sees another's things."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver

_OWN_NAMES = frozenset({"type", "customer", "name", "language", "ledger", "number", "team", "agent"})
"""What belongs to the house (case types, templates), or what every organisation may have under a name of its choice: a
customer of any name has an account, any ledger can be read, empty where nothing was posted."""

_TOLD_ELSEWHERE = {
    "lot": "test_warehouse.py",
    "serial": "test_warehouse.py",
    "list": "test_warehouse.py",
    "claim": "test_warehouse.py",
    "lettering": "test_books.py",
    "failure": "test_failed_messages.py",
    "retry": "test_failed_messages.py",
    "edit": "test_failed_messages.py",
    "dry_run": "test_failed_messages.py",
    "bounce": "test_mail.py",
}
"""What is not brought about by this story but by another file's; whose it is, is tried for all of them in
tests/integration/gateway/test_foreign_objects.py."""

_READ_ELSEWHERE = {
    "/v1/lots": "test_warehouse.py",
    "/v1/purchases/{case}": "test_books.py",
    "/v1/cases/{case}/rating": "test_people.py",
}

_MOVING = {
    "/v1/api-keys",
    "/v1/figures",
    "/v1/operations/failed-stores",
    "/v1/operations/figures",
    "/v1/operations/health",
    "/v1/satisfaction",
    "/v1/workload",
}
"""Reads that tell of the reading itself, or of the present moment."""

_ASKED = {
    "/v1/ledgers/{ledger}/accounts/{number}/lines": "?from=2026-01&until=2026-12",
    "/v1/ledgers/{ledger}/trial-balance": "?from=2026-01&until=2026-12",
    "/v1/ledgers/{ledger}/vat-summary": "?from=2026-01&until=2026-12",
    "/v1/ledgers/{ledger}/fec": "?year=2026",
    "/v1/ledgers/{ledger}/fec-description": "?year=2026",
    "/v1/ledgers/{ledger}/journal": "?year=2026",
}
"""What a read has to be asked for."""


@pytest.fixture(scope="module")
def document(platform: Platform) -> dict[str, Any]:
    served: dict[str, Any] = requests.get(f"{platform.gateway_url}/v1/openapi.json", timeout=10).json()
    return served


@pytest.fixture
def places(shop: FrontOffice, receiver: WebhookReceiver) -> dict[str, str]:
    """What stands in the addresses, of one story in which everything there is has come about.

    By the parameter's name, or by the whole path where two paths name different things alike.
    """
    house = {
        "name": "Lyon",
        "postcode": "69007",
        "city": "Lyon",
        "country": "FR",
        "cut_off": 15,
        "transit_days": 2,
    }
    _done(shop, shop.ask("PUT", "/v1/warehouses/main", house))
    shop.stock_up({"CH-100": 2})
    _done(shop, shop.ask("PUT", "/v1/articles/CH-100", {"label": "Chaise", "unit": "piece"}))
    team = {"title_en": "Desk", "title_fr": "Bureau", "lead": "ada", "members": ["ada"]}
    _done(shop, shop.ask("PUT", "/v1/teams/desk", team))
    subscription = shop.subscribe(receiver, "case.closed")
    case = shop.submit(an_order(type="on_approval"))
    payment = shop.pay(case, "120.00")
    shop.wait_for_step(case, "approval", "waiting")
    task = shop.task_of(case)
    shop.decide(case, "approval", "accept")
    shop.wait_for_status(case, "closed")
    (told,) = receiver.wait_for(bool)
    (delivery,) = shop.items("/v1/deliveries")
    entry, change = (
        shop.items("/v1/journal-entries")[0]["id"],
        shop.items("/v1/exports/stock-changes")[0]["id"],
    )
    since = {"since": delivery["created_at"]}
    said = shop.ask("POST", f"/v1/cases/{case}/comments", {"text": "Seen."})
    _done(shop, said)
    operation = said.json()["operation"]
    return {
        "case": case,
        "step": "approval",
        "type": "on_approval",
        "task": task["id"],
        "operation": operation,
        "comment": shop.get(f"/v1/operations/{operation}")["result"]["comment"],
        "person": shop.case(case)["parties"][0]["ref"],
        "document": shop.upload(b"%PDF-1.7 of nobody yet"),
        "key": shop.ask("POST", "/v1/api-keys", {"client": "crm"}).json()["id"],
        "shipment": shop.shipment_of(case),
        "subscription": subscription,
        "delivery": delivery["id"],
        "redelivery": _made(shop, f"/v1/subscriptions/{subscription}/redeliveries", since),
        "event": told.id,
        "name": "case.closed",
        "language": "en",
        "ledger": "main",
        "number": "411",
        "team": "desk",
        "agent": "ada",
        "warehouse": "main",
        "article": "CH-100",
        "customer": "C-1",
        "payment": payment,
        "entry": entry,
        "invoice": shop.items(f"/v1/cases/{case}/invoices")[0]["id"],
        **{
            f"/v1/exports/{what}/acknowledgements/{{acknowledgement}}": _made(
                shop, f"/v1/exports/{what}/acknowledgements", {"items": [{"id": id, "reference": "MV-1"}]}
            )
            for what, id in (("journal-entries", entry), ("stock-changes", change))
        },
    }


def _done(shop: FrontOffice, accepted: requests.Response) -> None:
    address = f"/v1/operations/{accepted.json()['operation']}"
    shop.wait_for(address, lambda one: bool(one["status"] == "done"), "the operation is done")


def _made(shop: FrontOffice, path: str, body: dict[str, Any]) -> str:
    """The id of what a command made, once it can be read where its answer says."""
    answer = shop.ask("POST", path, body)
    assert answer.status_code == 202, answer.text
    address = urlsplit(answer.headers["Location"]).path
    shop.wait_for(address, bool, "what was made can be read")
    return address.rpartition("/")[2]


def _address(path: str, places: Mapping[str, str]) -> str:
    own = {"acknowledgement": places[path]} if path in places else {}
    return path.format(**{**places, **own}) + _ASKED.get(path, "")


def _names(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path))


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)

    assert document["openapi"].startswith("3.1")


def test_every_documented_read_answers_as_documented(
    document: dict[str, Any], shop: FrontOffice, places: dict[str, str]
) -> None:
    reads = _reads(document)
    read = {path: shop.ask("GET", _address(path, places)) for path in reads}

    assert {path: answer.status_code for path, answer in read.items() if answer.status_code != 200} == {}
    for path, schema in reads.items():
        whole = {**schema, "components": document["components"]}
        faults = [error.message for error in OAS31Validator(whole).iter_errors(read[path].json())]
        assert faults == [], path


def test_another_organisation_sees_nothing_of_it(
    document: dict[str, Any], places: dict[str, str], stranger: FrontOffice
) -> None:
    named = [path for path in _reads(document) if _names(path) - _OWN_NAMES]
    seen = {path: stranger.ask("GET", _address(path, places)).status_code for path in named}
    lists = [path for path in _reads(document) if "{" not in path]
    filtered = [f"/v1/journal-entries?case={places['case']}", "/v1/cases?reference=WEB-1"]
    texts = {path: stranger.ask("GET", path).text for path in (*lists, *filtered)}
    ids = [id for id in places.values() if len(id) > 15]

    assert {path: status for path, status in seen.items() if status != 404} == {}
    assert len(ids) >= 12
    assert [(path, id) for path, text in texts.items() for id in ids if id in text] == []
    assert [item for path in filtered for item in stranger.get(path)["items"]] == []


def test_another_organisation_can_do_nothing_to_it(
    document: dict[str, Any], shop: FrontOffice, places: dict[str, str], stranger: FrontOffice
) -> None:
    before = _everything(document, shop, places)

    # What is put under a name of one's own choice becomes the stranger's own.
    statuses = {
        (method, path): stranger.ask(
            method, _address(path, places), _example(operation), headers={"If-Match": "*"}
        ).status_code
        for method in ("post", "delete", "patch")
        for path, operation in _operations(document, method)
        if _names(path) - _OWN_NAMES and not path.startswith("/v1/ledgers/")
    }
    for path, operation in _operations(document, "put"):
        expected = 404 if "case" in _names(path) else 202
        assert stranger.ask("PUT", _address(path, places), _example(operation)).status_code == expected, path

    assert len(statuses) >= 16
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
    """All but those that have stories of their own, such as the sandbox, which is for test keys alone."""
    for path, item in document["paths"].items():
        elsewhere = path.startswith("/v1/sandbox/") or _names(path) & _TOLD_ELSEWHERE.keys()
        if method in item and not elsewhere:
            yield path, item[method]


def _example(operation: Mapping[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("example")


def _reads(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of the JSON that each read answers, by its path."""
    content = {
        path: one["responses"].get("200", {}).get("content", {})
        for path, one in _operations(document, "get")
        if path not in _READ_ELSEWHERE
    }
    return {
        path: one["application/json"]["schema"] for path, one in content.items() if "application/json" in one
    }


def _everything(document: dict[str, Any], shop: FrontOffice, places: dict[str, str]) -> dict[str, Any]:
    return {path: shop.get(_address(path, places)) for path in _reads(document) if path not in _MOVING}
