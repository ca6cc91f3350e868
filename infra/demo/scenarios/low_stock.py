"""An article runs low: how much to order is proposed, ordered, and comes in."""

from infra.demo.orders import line, sales_order
from infra.demo.purchasing import purchase_receipt
from infra.demo.story import Stage, Story

ARTICLE = "CANDLE"


def play(stage: Stage) -> None:
    """Four are left of twelve, up to 24 are wanted, and they are bought in packs of six."""
    warehouse = stage.cast.warehouse
    warehouse.receive("BL-CANDLE", {ARTICLE: 12}, cost="2.10")
    warehouse.order_again_at(ARTICLE, point=5, up_to=24, pack=6)
    stage.check(ARTICLE not in warehouse.low(), "twelve are enough")
    stage.until(
        stage.submit(sales_order("WEB-CANDLE", "C-CANDLE", line(ARTICLE, 8, "6.00")), "contract"), "closed"
    )
    proposed = warehouse.low().get(ARTICLE, 0)
    stage.check(proposed == 24, f"24 are proposed: 20 in whole packs (were: {proposed})")
    stage.say(f"four left: {proposed} proposed, in packs of six")
    receipt = purchase_receipt("BL-CANDLE-2", "S-WAX", [(ARTICLE, proposed, "2.25")])
    stage.until(stage.submit(receipt, by=stage.cast.intranet), "closed")
    stage.check(ARTICLE not in warehouse.low(), "there is enough again")
    stage.say(f"four left: {proposed} proposed in packs of six, received")


STORY = Story(title="An article runs low", ends={"closed": 2}, play=play)
