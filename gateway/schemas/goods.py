"""Goods that come in, and what is counted: pieces, and which they are where an article asks for that."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Amount, Day, Shape, Text, Whole, an_id, code, distinct


class ArrivedQuantity(Shape):
    """Whole pieces of one article that came in. unit_cost: what one cost without VAT; without it the house's own
    average counts. lot, expires_on, serials: for articles that are kept by lot or by serial number."""

    article = code(required=True)
    quantity = Whole(1, 10_000_000, required=True)
    unit_cost = Amount(places=4)
    lot = code()
    expires_on = Day()
    serials = Items(code(), most=1000)


class CountedQuantity(Shape):
    """Whole pieces of one article on the shelf; none is a count too. Articles that are kept by lot are counted lot by
    lot; of those with serial numbers every piece is named, and what is not named is gone."""

    article = code(required=True)
    quantity = Whole(0, 10_000_000, required=True)
    lot = code()
    serials = Items(code(), most=1000)


class GoodsReceipt(Shape):
    """Goods that came in."""

    warehouse = code(load_default="main")
    reference = Text(100, required=True)
    lines = Items(Part(ArrivedQuantity), least=1, most=500, required=True)

    @validates_schema
    def lots_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each article once, or each of its lots."""
        distinct(_kinds(data), "lines")


class StockCount(Shape):
    """What is on the shelf. list: the full count of the warehouse that it belongs to."""

    warehouse = code(load_default="main")
    list = an_id("cnl")
    lines = Items(Part(CountedQuantity), least=1, most=500, required=True)

    @validates_schema
    def lots_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each article once, or each of its lots: two counts of one thing cannot both be right."""
        distinct(_kinds(data), "lines")


def _kinds(data: dict[str, Any]) -> "list[tuple[str, str]]":
    return [(line["article"], line.get("lot", "")) for line in data["lines"]]
