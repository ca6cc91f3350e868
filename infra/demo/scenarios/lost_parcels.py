"""A parcel is lost and the carrier pays; another one comes back, and its goods are put on the shelf."""

from datetime import UTC, datetime

from infra.demo.orders import line, return_of, sales_order
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """Each opens a claim for what the contents had cost."""
    warehouse, lamp = stage.cast.warehouse, line("LAMP", 2, "19.50")
    for name in ("LOST", "BACK"):
        stage.submit(sales_order(f"WEB-{name}", f"C-{name}", lamp), "signed_order")
    lost, back = stage.cases
    for case, status in ((lost, "lost"), (back, "returned")):
        stage.until(case, "closed")
        shipment = stage.shipment_of(case)
        tracking = warehouse.shipment(shipment)["parcels"][0]["tracking"]
        stage.cast.carrier.report(shipment, tracking, f"{tracking}-{status}", status, datetime.now(UTC))
        stage.wait("a claim", lambda: len(warehouse.claims(case)) == 1)  # noqa: B023
    (claim,) = warehouse.claims(lost)
    stage.say(f"lost: {claim['worth']} EUR claimed from the carrier")
    warehouse.settle(claim, "paid", paid=claim["worth"])
    stage.check(not warehouse.claims(lost), "the claim is settled")
    stage.until(stage.submit(return_of(back, "RET-PARCEL", "C-BACK", lamp)), "closed")
    stage.wait("the claim to be settled by the return", lambda: not warehouse.claims(back))
    stage.say(f"lost: {claim['worth']} EUR paid; returned: back on the shelf")


STORY = Story(title="Parcels lost and returned", ends={"closed": 3}, play=play)
