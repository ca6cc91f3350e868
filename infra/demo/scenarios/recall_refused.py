"""An order is cancelled when its parcel is already on the road: a person has to decide what to do."""

from datetime import UTC, datetime

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story, ending_of

ARTICLE = "OAK-CABINET"


def play(stage: Stage) -> None:
    """The recall is refused; the case is raised for the warehouse team and stays open."""
    warehouse, shop = stage.cast.warehouse, stage.cast.shop
    warehouse.receive("BL-CABINET", {ARTICLE: 1})
    order = sales_order("APP-GONE", "C-GONE", line(ARTICLE, 1, "640.00"), type="sale_on_approval")
    case = stage.submit(order, "contract")
    stage.until_review(case)
    shipment = stage.shipment_of(case)
    tracking = warehouse.shipment(shipment)["parcels"][0]["tracking"]
    stage.cast.carrier.report(shipment, tracking, f"{tracking}-1", "in_transit", datetime.now(UTC))
    stage.wait(
        "the parcel to move", lambda: warehouse.shipment(shipment)["parcels"][0]["status"] == "in_transit"
    )
    stage.say("the carrier has the parcel")
    shop.cancel(case, "The customer does not keep the cabinet")
    stage.wait("the case to be raised", lambda: ending_of(shop.case(case)) == "cancelling, raised")
    attention = shop.case(case)["attention"][0]
    stage.check(attention["team"] == "warehouse", "the warehouse team has to look at it")
    stage.say("recall refused: the case waits for the warehouse team")


STORY = Story(title="Cancelled on the road", ends={"cancelling, raised": 1}, play=play)
