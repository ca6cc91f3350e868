"""Orders that leave the choice of the warehouse: the nearest, the fullest, or the one that needs one parcel only."""

from typing import Any

from infra.demo.orders import line, sales_order
from infra.demo.story import Stage, Story

ARTICLE = "STOOL"
LILLE = {"line1": "3 rue de Gand", "postcode": "59800", "city": "Lille", "country": "FR"}


def play(stage: Stage) -> None:
    """Rules are the house's own; the chosen warehouse stands in the case."""
    warehouse = stage.cast.warehouse
    warehouse.define("lyon", "Lyon", "69007", "Lyon", pieces_per_parcel=20)
    warehouse.define("lille", "Lille", "59000", "Lille", pieces_per_parcel=4)
    warehouse.receive("BL-LYON", {ARTICLE: 30}, house="lyon", cost="18.00")
    warehouse.receive("BL-LILLE", {ARTICLE: 30}, house="lille", cost="18.50")
    _chosen(stage, "nearest", 2, "lyon")
    _chosen(stage, "nearest", 2, "lille", address=LILLE)
    stage.say("to Lyon from Lyon, to Lille from Lille")
    warehouse.receive("BL-LILLE-2", {ARTICLE: 200}, house="lille", cost="17.90")
    _chosen(stage, "fullest", 2, "lille")
    _chosen(stage, "one_parcel", 6, "lyon", address=LILLE)
    warehouse.choose_by("nearest")
    stage.say("nearest, fullest and one parcel: each chose its own house")


def _chosen(stage: Stage, rule: str, pieces: int, expected: str, **buyer: Any) -> None:
    stage.cast.warehouse.choose_by(rule)
    number = len(stage.cases) + 1
    order = sales_order(
        f"WEB-ANY-{number}", f"C-ANY-{number}", line(ARTICLE, pieces, "39.00"), warehouse="any"
    )
    order["parties"][0] |= buyer
    case = stage.submit(order, "signed_order")
    stage.until(case, "closed")
    chosen = stage.cast.shop.case(case)["warehouse"]
    stage.check(chosen == expected, f"{rule}: the order leaves from {expected} (was: {chosen})")


STORY = Story(title="Several warehouses", ends={"closed": 4}, play=play)
