"""Three orders wait for an article; what comes in goes to the urgent one first."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "RARE-VASE"


def play(stage: Stage) -> None:
    """Goods come in twice: enough for one order, then for the rest."""
    warehouse = stage.cast.warehouse
    for name, priority in (("ONE", "normal"), ("TWO", "normal"), ("RUSH", "urgent")):
        order = sales_order(f"WEB-{name}", f"C-VASE-{name}", line(ARTICLE, 5, "80.00"), priority=priority)
        case = stage.submit(order, "signed_order")
        stage.until_step(case, "reserve_stock", "waiting")
    first, second, urgent = stage.cases
    stage.say("three orders wait for goods")
    warehouse.receive("BL-VASE-1", {ARTICLE: 5})
    stage.until(urgent, "closed")
    for case in (first, second):
        stage.check(
            stage.cast.shop.case(case)["status"] == "waiting", "ordinary orders waited behind the urgent one"
        )
    stage.say("goods for one order: the urgent one got them")
    warehouse.receive("BL-VASE-2", {ARTICLE: 10})
    stage.until(first, "closed")
    stage.until(second, "closed")
    stage.say("goods came in: the urgent order first, then the others")


STORY = Story(title="An article is out of stock", ends={"closed": 3}, play=play)
