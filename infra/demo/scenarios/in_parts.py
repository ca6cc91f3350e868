"""An order that may leave in parts: what is there goes at once, the rest follows."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "PARQUET"


def play(stage: Stage) -> None:
    """Five of eight are there: two shipments, one invoice."""
    warehouse, shop = stage.cast.warehouse, stage.cast.shop
    warehouse.receive("BL-PARQUET-1", {ARTICLE: 5}, cost="24.00")
    order = sales_order("WEB-PARTS", "C-PARTS", line(ARTICLE, 8, "42.00"), type="order_in_parts")
    case = stage.submit(order, "signed_order")
    stage.wait("the first part to leave", lambda: len(warehouse.shipments(case)) == 1)
    stage.say("five of eight are on their way")
    warehouse.receive("BL-PARQUET-2", {ARTICLE: 10}, cost="25.00")
    stage.until(case, "closed")
    sent = [
        sum(packed["quantity"] for parcel in one["parcels"] for packed in parcel["contents"])
        for one in warehouse.shipments(case)
    ]
    stage.check(sorted(sent) == [3, 5], f"five pieces left, then three (were: {sent})")
    stage.check(len(shop.invoices(case)) == 1, "the order was invoiced once")
    stage.say("five pieces, then three; one invoice")


STORY = Story(title="An order leaves in parts", ends={"closed": 1}, play=play)
