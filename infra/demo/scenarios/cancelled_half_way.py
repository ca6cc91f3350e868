"""A customer changes their mind while the order waits for payment: what was set aside is free again."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "GARDEN-BENCH"


def play(stage: Stage) -> None:
    """Stock is reserved, payment is awaited; then the order is cancelled."""
    warehouse = stage.cast.warehouse
    warehouse.receive("BL-BENCH", {ARTICLE: 4})
    order = sales_order("WEB-REGRET", "C-REGRET", line(ARTICLE, 4, "120.00"), payment_terms="prepaid")
    case = stage.submit(order, "signed_order")
    stage.until_step(case, "reserve_stock", "done")
    stage.until_step(case, "check_payment", "waiting")
    stage.check(warehouse.stock()[ARTICLE]["available"] == 0, "all four benches were promised to the order")
    stage.say("four benches set aside, payment awaited")
    stage.cast.shop.cancel(case, "The customer changed their mind")
    read = stage.until(case, "cancelled")
    stage.check(read["steps"]["reserve_stock"]["state"] == "undone", "the reservation was undone")
    stage.check(warehouse.stock()[ARTICLE]["available"] == 4, "the benches are free again")
    stage.say("reservation released, nothing invoiced")


STORY = Story(title="Cancelled half-way", ends={"cancelled": 1}, play=play)
