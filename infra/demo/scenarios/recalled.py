"""An order is cancelled after its parcel left the shelf, before a carrier took it: everything is taken back."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "OAK-TABLE"


def play(stage: Stage) -> None:
    """The shipment is recalled, the invoice credited, the goods are on hand again."""
    warehouse, shop = stage.cast.warehouse, stage.cast.shop
    warehouse.receive("BL-TABLE", {ARTICLE: 3})
    order = sales_order("APP-RECALL", "C-RECALL", line(ARTICLE, 3, "310.00"), type="sale_on_approval")
    case = stage.submit(order, "contract")
    stage.until_review(case)
    stage.check(warehouse.stock()[ARTICLE]["on_hand"] == 0, "the tables were shipped")
    stage.say("invoiced and shipped; the customer may still say no")
    shop.cancel(case, "The customer does not keep the tables")
    stage.until(case, "cancelled")
    stage.check(warehouse.stock()[ARTICLE]["on_hand"] == 3, "the tables are on hand again")
    papers = {paper["kind"]: paper["gross"] for paper in shop.invoices(case)}
    stage.check(
        papers.get("invoice") == papers.get("credit_note") is not None, "a credit note takes the invoice back"
    )
    stage.say("shipment recalled, invoice credited, goods back in stock")


STORY = Story(title="Cancelled after shipment", ends={"cancelled": 1}, play=play)
