"""What carriers say of parcels, in whatever order."""

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.webhook_receiver import Received, WebhookReceiver


def test_parcel_events_out_of_order_and_repeated_leave_the_newest_status(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.stock_up({"CH-100": 2})
    shop.subscribe(receiver, "case.parcel_moved")
    shipment = _shipped(shop, 2)
    tracking = shop.get(f"/v1/shipments/{shipment}")["parcels"][0]["tracking"]

    for event, status, at in (
        ("e-2", "in_transit", "2026-03-31T12:00:00Z"),
        ("e-1", "announced", "2026-03-31T10:00:00+02:00"),
        ("e-3", "delivered", "2026-04-01T09:00:00Z"),
        ("e-2", "in_transit", "2026-03-31T12:00:00Z"),
    ):
        _tell(shop, shipment, tracking, event, status, at)

    told = shop.wait_for(
        f"/v1/shipments/{shipment}",
        lambda read: read["parcels"][0]["status"] == "delivered" and len(read["events"]) == 3,
        "all events",
    )
    assert [event["status"] for event in told["events"]] == ["announced", "in_transit", "delivered"]
    moved = receiver.wait_for(lambda came: _statuses(came)[-1:] == ["delivered"])
    assert set(_statuses(moved)) <= {"in_transit", "delivered"}
    assert _statuses(moved).count("delivered") == 1
    assert {one.payload["data"]["details"]["tracking"] for one in moved} == {tracking}


def test_a_parcel_that_the_shipment_does_not_have_moves_nothing(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 50})
    shipment = _shipped(shop, 45, price="5.00")
    before = shop.get(f"/v1/shipments/{shipment}")

    _tell(shop, shipment, "STRANGE-1", "e-1", "lost", "2026-03-31T12:00:00Z")

    after = shop.wait_for(f"/v1/shipments/{shipment}", lambda read: bool(read["events"]), "the event")
    assert len(before["parcels"]) == 3
    assert after["parcels"] == before["parcels"]
    assert [event["effect"] for event in after["events"]] == ["unknown_parcel"]


def _shipped(shop: FrontOffice, pieces: int, price: str = "50.00") -> str:
    """The shipment of a closed order."""
    case = shop.submit(an_order(a_line(quantity=pieces, price=price)))
    shop.wait_for_status(case, "closed")
    return shop.shipment_of(case)


def _tell(shop: FrontOffice, shipment: str, tracking: str, event: str, status: str, at: str) -> None:
    body = {"tracking": tracking, "carrier_event": event, "status": status, "at": at, "place": "Lyon"}
    shop.post(f"/v1/shipments/{shipment}/parcel-events", body)


def _statuses(came: list[Received]) -> list[str]:
    return [one.payload["data"]["details"]["status"] for one in sorted(came, key=_instant)]


def _instant(one: Received) -> str:
    at: str = one.payload["data"]["details"]["at"]
    return at
