"""What there is to be named in addresses: one story in which nearly everything that the API is about comes about."""

from typing import Any
from urllib.parse import urlsplit

from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import WebhookReceiver

_HOUSE = {"name": "Lyon", "postcode": "69007", "city": "Lyon", "country": "FR", "cut_off": 15}
_TEAM = {"title_en": "Desk", "title_fr": "Bureau", "lead": "ada", "members": ["ada"]}
_LEDGER = "/v1/ledgers/main"


def things_to_name(shop: FrontOffice) -> dict[str, list[str]]:
    """Ids by the name that they have in addresses. Failed messages are not among them: nothing fails here."""
    for path, body in (
        ("/v1/warehouses/main", _HOUSE),
        ("/v1/articles/CREAM", {"label": "Cream", "lot_tracked": True}),
        ("/v1/articles/SAW", {"label": "Saw", "serial_tracked": True}),
        ("/v1/teams/desk", _TEAM),
        ("/v1/customers/C-1", {"credit_limit": "1000.00"}),
    ):
        _done(shop, shop.ask("PUT", path, body))
    shop.stock_up({"CH-100": 20})
    traced = [
        {"article": "CREAM", "quantity": 3, "lot": "L1", "expires_on": "2099-12-31"},
        {"article": "SAW", "quantity": 1, "serials": ["S1"]},
    ]
    _made(shop, "/v1/goods-receipts", {"reference": "BL-2", "lines": traced})
    with WebhookReceiver() as receiver:
        found = _told(shop, receiver)
    lost = {"carrier_event": "e-1", "status": "lost", "at": "2030-01-01T10:00:00Z"}
    shipment = shop.get(f"/v1/shipments/{found['shipment'][0]}")
    lost["tracking"] = shipment["parcels"][0]["tracking"]
    _made(shop, f"/v1/shipments/{shipment['id']}/parcel-events", lost)
    key = {"client": "crm", "role": "reader"}
    return found | {
        "warehouse": ["main"],
        "article": ["CH-100", "CREAM", "SAW"],
        "lot": ["L1"],
        "serial": ["S1"],
        "list": [_made(shop, "/v1/stock-count-lists", {"warehouse": "main"})],
        "claim": _ids(shop, "/v1/claims"),
        "customer": ["C-1"],
        "team": ["desk"],
        "agent": ["ada"],
        "ledger": ["main"],
        "number": ["411", "512"],
        "entry": _ids(shop, "/v1/journal-entries"),
        "invoice": _ids(shop, "/v1/invoices"),
        "lettering": _ids(shop, f"{_LEDGER}/letterings"),
        "acknowledgement": [
            _acknowledged(shop, "journal-entries", "/v1/journal-entries"),
            _acknowledged(shop, "stock-changes", "/v1/exports/stock-changes"),
        ],
        "key": [shop.ask("POST", "/v1/api-keys", key).json()["id"] for _ in range(2)],
        "document": [shop.upload(b"%PDF-1.7 of nobody yet"), shop.upload(b"TEST", "text/plain")],
        "name": ["case.closed"],
        "language": ["en", "fr"],
        "type": ["on_approval", "sales_order"],
    }


def _told(shop: FrontOffice, receiver: WebhookReceiver) -> dict[str, list[str]]:
    """An order that a person approves, that is paid, sent and told of; and another one that waits."""
    subscription = shop.subscribe(receiver, "*")
    case = shop.submit(an_order(type="on_approval"))
    waiting = shop.submit(an_order(type="on_approval"))
    payment = shop.pay(case, "100.00")
    for one in (case, waiting):
        shop.wait_for_step(one, "approval", "waiting")
    tasks = [shop.task_of(one)["id"] for one in (case, waiting)]
    shop.decide(case, "approval", "accept")
    shop.wait_for_status(case, "closed")
    receiver.wait_for(lambda came: any(one.payload["type"] == "case.closed" for one in came))
    said = shop.ask("POST", f"/v1/cases/{case}/comments", {"text": "Seen."})
    _done(shop, said)
    operation = said.json()["operation"]
    since = {"since": shop.case(case)["opened_at"]}
    return {
        "case": [case, waiting, shop.submit(an_order())],
        "step": ["approval"],
        "task": tasks,
        "payment": [payment],
        "operation": [operation],
        "comment": [shop.get(f"/v1/operations/{operation}")["result"]["comment"]],
        "person": [shop.case(one)["parties"][0]["ref"] for one in (case, waiting)],
        "shipment": [shop.shipment_of(case)],
        "subscription": [subscription],
        "delivery": [one["id"] for one in shop.items("/v1/deliveries")][:2],
        "event": [shop.get("/v1/events")["items"][0]["id"]],
        "redelivery": [_made(shop, f"/v1/subscriptions/{subscription}/redeliveries", since)],
    }


def _acknowledged(shop: FrontOffice, what: str, path: str) -> str:
    item = {"id": _ids(shop, path)[0], "reference": "MV-1"}
    return _made(shop, f"/v1/exports/{what}/acknowledgements", {"items": [item]})


def _ids(shop: FrontOffice, path: str) -> list[str]:
    return [str(one["id"]) for one in shop.get(path)["items"]][:3]


def _made(shop: FrontOffice, path: str, body: dict[str, Any]) -> str:
    """The id of what a command made, once it is done; empty where it made nothing that is read by itself."""
    answer = shop.ask("POST", path, body)
    _done(shop, answer)
    return urlsplit(answer.headers.get("Location", "")).path.rpartition("/")[2]


def _done(shop: FrontOffice, accepted: Any) -> None:
    assert accepted.status_code == 202, accepted.text
    address = f"/v1/operations/{accepted.json()['operation']}"
    shop.wait_for(address, lambda one: bool(one["status"] == "done"), "the operation is done")
