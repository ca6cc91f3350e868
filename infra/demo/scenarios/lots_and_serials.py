"""Goods that are told apart: by lot with the first expiry out first, or piece by piece by their numbers."""

from datetime import UTC, datetime, timedelta

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

CREAM, DRILL = "CREAM", "DRILL"


def play(stage: Stage) -> None:
    """One lot is recalled: who had it is known, and nobody gets any more of it."""
    warehouse, today = stage.cast.warehouse, datetime.now(UTC).date()
    warehouse.keep_track(CREAM, "Crème de jour", lot_tracked=True)
    warehouse.keep_track(DRILL, "Perceuse", serial_tracked=True)
    cream = {"article": CREAM, "quantity": 5, "unit_cost": "4.20"}
    lots = (("LATE", today + timedelta(days=300)), ("SOON", today + timedelta(days=60)))
    for lot, expiry in lots:
        warehouse.receive_told_apart(f"BL-{lot}", {**cream, "lot": lot, "expires_on": expiry.isoformat()})
    drills = {"article": DRILL, "quantity": 2, "unit_cost": "52.00", "serials": ["D-0001", "D-0002"]}
    warehouse.receive_told_apart("BL-DRILL", drills)
    stage.check(
        warehouse.receive_told_apart("BL-AGAIN", drills) == "serial_on_hand", "a number comes in once"
    )
    stage.check(warehouse.receive_told_apart("BL-NONE", cream) == "lot_missing", "a lot has to be named")
    order = sales_order("WEB-CREAM-1", "C-CREAM", line(CREAM, 4, "12.50"), line(DRILL, 1, "119.00"))
    stage.until(stage.submit(order, "signed_order"), "closed")
    stage.check(len(warehouse.who_had_serial(DRILL, "D-0001")) == 1, "the drill D-0001 left")
    had = warehouse.recall(CREAM, "SOON", "Wrong label")
    stage.check([one["quantity"] for one in had] == [4], "four pieces of the first to expire left")
    stage.say("lot SOON recalled: one shipment had four pieces of it")
    waiting = stage.submit(sales_order("WEB-CREAM-2", "C-CREAM-2", line(CREAM, 6, "12.50")), "signed_order")
    stage.until_step(waiting, "reserve_stock", "waiting")
    fresh = {**cream, "lot": "FRESH", "expires_on": (today + timedelta(days=400)).isoformat()}
    warehouse.receive_told_apart("BL-FRESH", fresh)
    stage.until(waiting, "closed")
    stage.check(
        sum(one["quantity"] for one in warehouse.who_had(CREAM, "LATE")) == 5, "the older lot left first"
    )
    stage.say("first expiry left first; recalled: known who had it")


STORY = Story(title="Lots and serial numbers", ends={"closed": 2}, play=play)
