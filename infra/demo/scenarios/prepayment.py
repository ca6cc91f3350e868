"""An order that is paid in advance leaves when the whole amount has come in."""

from decimal import Decimal

from infra.demo.orders import gross, line, sales_order
from infra.demo.story import Stage, Story


def play(stage: Stage) -> None:
    """The customer pays in two parts; the first is not enough."""
    lines = [line("CHAIR", 4, "49.90")]
    order = sales_order("WEB-PREPAID", "C-PREPAID", *lines, payment_terms="prepaid")
    case = stage.submit(order, "signed_order")
    stage.until_step(case, "check_payment", "waiting")
    accountant, total = stage.cast.accountant, Decimal(gross(*lines))
    accountant.receive_payment(case, "100.00")
    left = total - Decimal("100.00")
    stage.wait("the first part to be counted", lambda: Decimal(accountant.payments(case)["missing"]) == left)
    stage.check(stage.cast.shop.case(case)["status"] == "waiting", "a part of the money is not enough")
    stage.say(f"100.00 of {total} EUR paid: still waiting")
    accountant.receive_payment(case, str(left))
    stage.until(case, "closed")
    stage.say("paid in two parts, shipped after the second")


STORY = Story(title="A prepayment is late", ends={"closed": 1}, play=play)
