"""An order with a VAT rate that is not in force: accounting refuses the invoice, and all is undone."""

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "SWISS-CLOCK"


def play(stage: Stage) -> None:
    """The goods may have been packed already: they are taken back."""
    warehouse = stage.cast.warehouse
    warehouse.receive("BL-CLOCK", {ARTICLE: 2})
    order = sales_order("WEB-VAT", "C-VAT", line(ARTICLE, 2, "75.00", "8.1"))
    case = stage.submit(order, "signed_order")
    read = stage.until(case, "refused")
    stage.check(read["ending"]["step"] == "issue_invoice", "it was the invoice that was refused")
    stage.check(warehouse.stock()[ARTICLE]["available"] == 2, "the clocks are free again")
    stage.say("no such rate: nothing invoiced, goods free again")


STORY = Story(title="A VAT rate is not in force", ends={"refused": 1}, play=play)
