"""A count finds fewer pieces than were promised: the reservation is taken back until goods come in."""

from infra.demo.orders import gross, line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "WINE-GLASS"


def play(stage: Stage) -> None:
    """Six glasses are promised, two are found, ten more come in."""
    warehouse = stage.cast.warehouse
    warehouse.receive("BL-GLASS-1", {ARTICLE: 10})
    glasses = line(ARTICLE, 6, "9.90")
    order = sales_order("WEB-GLASS", "C-GLASS", glasses, payment_terms="prepaid")
    case = stage.submit(order, "signed_order")
    stage.until_step(case, "reserve_stock", "done")
    warehouse.count({ARTICLE: 2})
    stage.until_step(case, "reserve_stock", "waiting")
    stage.check(warehouse.stock()[ARTICLE]["on_hand"] == 2, "the books say what was counted")
    stage.say("only two found: the promise was taken back")
    warehouse.receive("BL-GLASS-2", {ARTICLE: 10})
    stage.until_step(case, "reserve_stock", "done")
    stage.cast.accountant.receive_payment(case, gross(glasses))
    stage.until(case, "closed")
    stage.say("promise taken back by the count, kept with new goods")


STORY = Story(title="A count finds too little", ends={"closed": 1}, play=play)
