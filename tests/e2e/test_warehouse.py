"""A warehouse keeper's day, through the API alone: houses, lots, partial shipments, claims, counts, and books that
agree."""

from decimal import Decimal
from typing import Any

from services.logistics.check import DATABASE, differences
from tests.support.case_bodies import BUYER, a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform

HOUSES = {
    "lyon": {"name": "Lyon", "postcode": "69007", "city": "Lyon"},
    "lille": {"name": "Lille", "postcode": "59000", "city": "Lille"},
}
IN_LYON = BUYER | {
    "address": {"line1": "4 rue des Forges", "postcode": "69003", "city": "Lyon", "country": "FR"}
}


def put(shop: FrontOffice, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = shop.ask("PUT", path, body)
    return outcome(shop, answer.json()["operation"])


def post(shop: FrontOffice, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    return outcome(shop, shop.post(path, body)["operation"])


def outcome(shop: FrontOffice, operation: str) -> dict[str, Any]:
    """What became of a command, once it was decided."""
    path = f"/v1/operations/{operation}"
    return shop.wait_for(path, lambda found: found["status"] != "pending", "the command to be decided")


def receipt(warehouse: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"warehouse": warehouse, "reference": "BL-1", "lines": list(lines)}


def test_an_order_goes_to_the_nearest_house_and_leaves_in_two_parts(
    shop: FrontOffice, platform: Platform
) -> None:
    for code, house in HOUSES.items():
        assert put(shop, f"/v1/warehouses/{code}", house)["status"] == "done"
    post(
        shop,
        "/v1/goods-receipts",
        receipt("lyon", {"article": "CREAM", "quantity": 3, "unit_cost": "4.20", "lot": "L1"}),
    )

    case = shop.submit(
        an_order(a_line(article="CREAM", quantity=5), type="in_parts", warehouse="any", parties=[IN_LYON])
    )

    shop.wait_for_step(case, "ship", "waiting")
    assert shop.case(case)["warehouse"] == "lyon"
    post(
        shop,
        "/v1/goods-receipts",
        receipt("lyon", {"article": "CREAM", "quantity": 4, "unit_cost": "5.00", "lot": "L2"}),
    )
    shop.wait_for_status(case, "closed")
    sent = shop.items("/v1/shipments", case=case)
    assert [len(one["parcels"]) for one in sent] == [1, 1]
    assert all(one["promised_on"] for one in sent)
    had = shop.items("/v1/articles/CREAM/lots/L2/shipments")
    assert [(one["shipment"], one["quantity"]) for one in had] == [(sent[0]["id"], 2)]
    worth = shop.get("/v1/stock/valuation")
    assert Decimal(worth["value"]) == Decimal("10.00")
    assert list(differences(platform.mongo[DATABASE], shop.tenant)) == []


def test_what_cannot_be_is_refused_and_changes_nothing(shop: FrontOffice, platform: Platform) -> None:
    put(shop, "/v1/warehouses/lyon", HOUSES["lyon"])
    put(shop, "/v1/articles/SAW", {"label": "Scie", "serial_tracked": True})

    unknown = post(shop, "/v1/goods-receipts", receipt("nowhere", {"article": "SAW", "quantity": 1}))
    unnumbered = post(shop, "/v1/goods-receipts", receipt("lyon", {"article": "SAW", "quantity": 1}))
    numbered = {"article": "SAW", "quantity": 1, "serials": ["S1"]}
    first = post(shop, "/v1/goods-receipts", receipt("lyon", numbered))
    twice = post(shop, "/v1/goods-receipts", receipt("lyon", numbered))
    counted = post(
        shop,
        "/v1/stock-counts",
        {"warehouse": "lyon", "lines": [{"article": "SAW", "quantity": 1, "serials": ["S2"]}]},
    )
    recalled = post(shop, "/v1/articles/SAW/lots/NONE/recall", {"reason": "taste"})

    codes = [one["error"]["code"] for one in (unknown, unnumbered, twice, counted, recalled)]
    assert codes == [
        "unknown_warehouse",
        "serials_missing",
        "serial_on_hand",
        "unknown_serial",
        "unknown_lot",
    ]
    assert first["status"] == "done"
    assert shop.stock("SAW", "lyon")["on_hand"] == 1
    assert list(differences(platform.mongo[DATABASE], shop.tenant)) == []


def test_a_lost_parcel_is_claimed_and_a_frozen_house_sends_when_its_count_is_closed(
    shop: FrontOffice,
) -> None:
    put(shop, "/v1/warehouses/main", HOUSES["lyon"])
    post(shop, "/v1/goods-receipts", receipt("main", {"article": "CH-100", "quantity": 9, "unit_cost": "2"}))
    opened = shop.post("/v1/stock-count-lists", {"warehouse": "main", "frozen": True})
    outcome(shop, opened["operation"])
    case = shop.submit(an_order(a_line(quantity=2), type="in_parts"))
    shop.wait_for_step(case, "reserve_stock", "done")

    post(
        shop,
        "/v1/stock-counts",
        {"warehouse": "main", "list": opened["id"], "lines": [{"article": "CH-100", "quantity": 8}]},
    )
    assert shop.case(case)["status"] != "closed"
    post(shop, f"/v1/stock-count-lists/{opened['id']}/close")

    shop.wait_for_status(case, "closed")
    count = shop.get(f"/v1/stock-count-lists/{opened['id']}")
    assert (count["state"], count["pieces"], Decimal(count["value"])) == ("closed", -1, Decimal(-2))
    (sent,) = shop.items("/v1/shipments", case=case)
    lost = {
        "tracking": sent["parcels"][0]["tracking"],
        "carrier_event": "e-1",
        "status": "lost",
        "at": "2030-01-01T10:00:00Z",
    }
    post(shop, f"/v1/shipments/{sent['id']}/parcel-events", lost)
    (claim,) = shop.items("/v1/claims")
    assert (claim["kind"], Decimal(claim["worth"])) == ("lost", Decimal(4))
    assert (
        post(shop, f"/v1/claims/{claim['id']}/settlement", {"outcome": "paid", "paid": "4.00"})["status"]
        == "done"
    )
    assert shop.items("/v1/claims") == []
