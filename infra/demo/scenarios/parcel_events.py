"""A carrier reports out of order, and some things twice: the parcel follows the carrier's clock."""

from datetime import UTC, datetime, timedelta

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """Delivered is heard before out for delivery; the pick-up is told again at the end."""
    warehouse, shop = stage.cast.warehouse, stage.cast.shop
    case = stage.submit(sales_order("WEB-PARCEL", "C-PARCEL", line("LAMP", 2, "19.50")), "signed_order")
    stage.until(case, "closed")
    shipment = stage.shipment_of(case)
    tracking = warehouse.shipment(shipment)["parcels"][0]["tracking"]
    now = datetime.now(UTC)
    told = (
        ("picked-up", "in_transit", now - timedelta(hours=9)),
        ("delivered", "delivered", now - timedelta(hours=1)),
        ("last-mile", "out_for_delivery", now - timedelta(hours=3)),
    )
    for number, (event, status, at) in enumerate((*told, told[0]), start=1):
        stage.cast.carrier.report(shipment, tracking, f"{tracking}-{event}", status, at)
        known = min(number, len(told))
        stage.wait("the event to be kept", lambda: len(warehouse.shipment(shipment)["events"]) >= known)  # noqa: B023
    stage.wait("two moves to be told", lambda: _moves(stage, case) == 2)
    read = warehouse.shipment(shipment)
    stage.check(read["parcels"][0]["status"] == "delivered", "the parcel stays delivered")
    stage.check(len(read["events"]) == len(told), "an event that was told twice is kept once")
    stage.check(_moves(stage, case) == 2, f"{shop.case(case)['number']} was told of two moves")
    stage.say("delivered, although told out of order and twice")


def _moves(stage: Stage, case: str) -> int:
    return sum(fact["what"] == "parcel_moved" for fact in stage.cast.shop.timeline(case))


STORY = Story(title="Parcel news out of order", ends={"closed": 1}, play=play)
