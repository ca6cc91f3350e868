"""Ordinary orders: papers are checked, stock is set aside, the invoice is issued, the parcel leaves."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

COUNT = 64


def play(stage: Stage) -> None:
    """One order after the other; none needs a person."""
    for number in range(1, COUNT + 1):
        lines = [
            line("CHAIR", 1 + number % 4, "49.90"),
            line("LAMP", 2, "19.50"),
            line("BOOK", 1, "24.00", "5.5"),
        ]
        stage.submit(sales_order(f"WEB-{number:04d}", f"C-{number:04d}", *lines), "signed_order")
    stage.say(f"all {COUNT} handed over")
    for case in stage.cases:
        stage.until(case, "closed")
    stage.say("invoiced and shipped without anybody's help")


STORY = Story(title="Everyday orders", ends={"closed": COUNT}, play=play)
