"""Stock: what is asked, and what is answered."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.commands import StockQuantity
from gateway.schemas.composed import Items, Part
from gateway.schemas.explained import Choice, Shape, Whole, code, distinct
from gateway.schemas.since_until import TimedPage

PIECES = "Whole pieces."
KINDS = ("receipt", "shipment", "count", "recall", "return", "give_back")


class ReorderRule(Answer):
    """When to order more."""

    point = shown.whole(f"{PIECES} With so many available, or fewer, it is time.")
    up_to = shown.whole(f"{PIECES} So many should be available then.")
    pack = shown.whole(f"{PIECES} They are bought in packs of so many.")


class StockItem(Answer):
    """One article in one warehouse."""

    warehouse = shown.words(example="lyon")
    article = shown.words(example="CH-100")
    on_hand = shown.whole(f"{PIECES} On the shelf.")
    reserved = shown.whole(f"{PIECES} Promised to cases.")
    available = shown.whole(f"{PIECES} Can still be promised.")
    waiting = shown.whole("Cases on backorder for it.")
    blocked = shown.whole(f"{PIECES} On the shelf, but of lots that have expired or were recalled.")
    value = shown.amount("What the pieces on hand cost, at the weighted average.")
    low = shown.truth("Whether it is time to order more, by its rule.")
    counted_in = shown.words("The full count that it was counted in last.", null=True)
    reorder = shown.part(ReorderRule, "When to order more; null without a rule.", null=True)


class LowItem(StockItem):
    """An article that runs low."""

    key = shown.words("Its place in the list.", example="lyon/CH-100")
    proposed = shown.whole(f"{PIECES} To order, in whole packs.")


class NewReorderRule(Shape):
    """With so many pieces available, or fewer, it is time to order: up to how many, in packs of how many. A point
    of -1 takes the rule away."""

    point = Whole(-1, 10_000_000, required=True)
    up_to = Whole(0, 10_000_000, load_default=0)
    pack = Whole(1, 1_000_000, load_default=1)


class WarehouseValue(Answer):
    """What lies in a warehouse."""

    warehouse = shown.words(example="lyon")
    articles = shown.whole("With pieces on hand.")
    pieces = shown.whole(PIECES)
    value = shown.amount("What they cost, at the weighted average.")


class Valuation(Answer):
    """What the stock is worth; the sum of the values of its movements, and so of what the books have."""

    value = shown.amount("Of all warehouses.")
    items = shown.several(WarehouseValue)


class Basket(Shape):
    """What somebody would like to have of one warehouse."""

    warehouse = code(load_default="main")
    lines = Items(Part(StockQuantity), least=1, most=200, required=True)

    @validates_schema
    def articles_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each article once."""
        distinct([line["article"] for line in data["lines"]], "lines")


class BasketLine(Answer):
    """What there is of one article for a newcomer: nothing while others wait for it, whatever lies on the shelf."""

    article = shown.words(example="CH-100")
    quantity = shown.whole(f"{PIECES} As asked.")
    available = shown.whole(f"{PIECES} For a case that comes now, at most as asked.")
    short = shown.whole(f"{PIECES} What is missing.")
    waiting = shown.whole("Cases that stand in the queue for it.")
    possible_from = shown.instant(
        "When all of it can be promised: now when nothing is short, null when that is not known.", null=True
    )


class Availability(Answer):
    """A look at the shelves. It promises nothing: a reservation is decided when a case asks for it."""

    warehouse = shown.words(example="lyon")
    available = shown.truth("Whether everything could be promised now, together.")
    as_of = shown.instant()
    lines = shown.several(BasketLine)


class MovementList(TimedPage):
    """Movements in one warehouse, by article, kind and time."""

    warehouse = code(load_default="main")
    article = code()
    kind = Choice(*KINDS)


class MovedLine(Answer):
    """Pieces of one article."""

    article = shown.words(example="CH-100")
    quantity = shown.whole("Whole pieces, negative when they went.")
    amount = shown.amount("What they are worth, with the same sign.")
    lot = shown.words("Null where the article has none.", null=True)
    serials = shown.texts("Of the pieces that have numbers.")


class MovementSync(Answer):
    """What an ERP that pulls has said of the movement."""

    state = shown.one_of("unacknowledged", "acknowledged")
    reference = shown.words("The ERP's own.", null=True)


class Movement(Answer):
    """Why quantities on hand changed. What moved is never changed afterwards."""

    id = shown.words(example="rcp_0198c1a2b3c47d5e8f90123456789abc")
    at = shown.instant()
    kind = shown.one_of(*KINDS)
    warehouse = shown.words(example="lyon")
    source = shown.words("Id of the receipt, count, case or shipment behind it.")
    reference = shown.words("The sender's, such as a delivery note's number.", null=True)
    actor = shown.words("Who received or counted; null when the house itself moved goods.", null=True)
    lines = shown.several(MovedLine)
    erp = shown.part(MovementSync)


LowPage = shown.page_of(LowItem)
StockPage = shown.page_of(StockItem)
MovementPage = shown.page_of(Movement)
