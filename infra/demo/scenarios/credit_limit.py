"""A customer over the credit limit waits until an earlier invoice is paid."""

from infra.demo.orders import gross, line, sales_order
from infra.demo.story import Stage, Story

CREDIT_LIMIT = "5000.00"
"""What the demo lets every customer owe, in euros."""


def play(stage: Stage) -> None:
    """The first order uses up most of the credit, the second would go beyond it."""
    large, larger = line("DESK", 10, "300.00"), line("DESK", 8, "300.00")
    first = stage.submit(sales_order("WEB-CREDIT-1", "C-CREDIT", large), "contract")
    stage.until(first, "closed")
    second = stage.submit(sales_order("WEB-CREDIT-2", "C-CREDIT", larger), "contract")
    stage.until_step(second, "check_payment", "waiting")
    stage.say(f"{gross(large)} EUR unpaid and {gross(larger)} more: over the limit of {CREDIT_LIMIT}")
    stage.cast.accountant.receive_payment(first, gross(large))
    stage.until(second, "closed")
    stage.say("over the limit, cleared when the first invoice was paid")


STORY = Story(title="A credit limit is reached", ends={"closed": 2}, play=play)
