"""A whole warehouse is counted while nothing moves in it; an order waits, then leaves by itself."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

HOUSE, ARTICLE = "depot", "MUG"


def play(stage: Stage) -> None:
    """One mug of twenty is broken: the books follow the shelf, and its cost is written off."""
    warehouse = stage.cast.warehouse
    warehouse.define(HOUSE, "Depot", "13002", "Marseille")
    warehouse.receive("BL-MUG", {ARTICLE: 20}, house=HOUSE, cost="3.00")
    count = warehouse.begin_full_count(HOUSE)
    case = stage.submit(
        sales_order("WEB-MUG", "C-MUG", line(ARTICLE, 2, "9.00"), warehouse=HOUSE), "signed_order"
    )
    stage.until_step(case, "reserve_stock", "done")
    stage.say("the order waits while the depot is counted")
    warehouse.count({ARTICLE: 19}, house=HOUSE, list=count)
    stage.check(stage.cast.shop.case(case)["status"] != "closed", "nothing leaves while it is counted")
    closed = warehouse.close_full_count(count)
    stage.check((closed["pieces"], closed["value"]) == (-1, "-3.00"), "one piece was missing, worth 3.00 EUR")
    stage.until(case, "closed")
    stage.say("one mug missing: 3.00 EUR written off; order left after")


STORY = Story(title="A warehouse is counted", ends={"closed": 1}, play=play)
