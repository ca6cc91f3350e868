"""Urgent orders travel on a lane of their own, past the ordinary ones."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

COUNT = 8


def play(stage: Stage) -> None:
    """Handed over while everyday orders are being worked on."""
    for number in range(1, COUNT + 1):
        order = sales_order(
            f"RUSH-{number:02d}", f"C-R{number:02d}", line("LAMP", 1, "19.50"), priority="urgent"
        )
        stage.submit(order, "contract")
    for case in stage.cases:
        read = stage.until(case, "closed")
        stage.check(read["priority"] == "urgent", "the case stayed urgent")
    stage.say("on the urgent lane from the first to the last message")


STORY = Story(title="Urgent orders", ends={"closed": COUNT}, play=play)
