"""Goods that were bought come in at what they cost. One delivery is handed over twice."""

from infra.demo.purchasing import purchase_receipt
from infra.demo.story import Stage, Story

DELIVERIES = (
    (("DESK", 20, "148.00"), ("CHAIR", 40, "21.60")),
    (("LAMP", 60, "8.20"),),
    (("BOOK", 80, "11.40"), ("LAMP", 20, "8.35")),
    (("CHAIR", 30, "22.10"),),
    (("SHELF", 12, "64.00"),),
    (("SHELF", 4, "68.00"),),
)


def play(stage: Stage) -> None:
    """The average cost follows; the delivery that looks like an earlier one is flagged, and a person looks."""
    intranet, warehouse = stage.cast.intranet, stage.cast.warehouse
    for number, goods in enumerate(DELIVERIES, start=1):
        stage.submit(purchase_receipt(f"BL-{number:03d}", "S-WOOD", goods), "delivery_note", by=intranet)
    for case in stage.cases:
        stage.until(case, "closed")
    shelf = warehouse.stock()["SHELF"]
    stage.check((shelf["on_hand"], shelf["value"]) == (16, "1040.00"), "16 shelves are worth 1,040.00 EUR")
    stage.say("16 shelves at two prices: worth 1,040.00 EUR")
    twice = stage.submit(purchase_receipt("BL-006", "S-WOOD", DELIVERIES[-1]), by=intranet)
    read = stage.until(twice, "closed")
    stage.check(bool(read["alike"]), "the delivery that looks like an earlier one is flagged")
    warehouse.count({"SHELF": 16})
    stage.say("on the shelf at cost; one came twice: flagged, counted")


STORY = Story(title="Goods from suppliers", ends={"closed": len(DELIVERIES) + 1}, play=play)
