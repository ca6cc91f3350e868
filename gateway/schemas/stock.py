"""Stock: what is asked, and what is answered."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.commands import StockQuantity
from gateway.schemas.explained import Choice, Items, Part, Shape, code, distinct
from gateway.schemas.since_until import TimedPage

PIECES = "Whole pieces."


class StockItem(Answer):
    """One article in one warehouse."""

    warehouse = shown.words(example="lyon")
    article = shown.words(example="CH-100")
    on_hand = shown.whole(f"{PIECES} On the shelf.")
    reserved = shown.whole(f"{PIECES} Promised to cases.")
    available = shown.whole(f"{PIECES} Can still be promised.")
    waiting = shown.whole("Cases on backorder for it.")


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
    kind = Choice("receipt", "shipment", "count", "recall")


class MovedLine(Answer):
    """Pieces of one article."""

    article = shown.words(example="CH-100")
    quantity = shown.whole("Whole pieces, negative when they went.")


class MovementSync(Answer):
    """What an ERP that pulls has said of the movement."""

    state = shown.one_of("unacknowledged", "acknowledged")
    reference = shown.words("The ERP's own.", null=True)


class Movement(Answer):
    """Why quantities on hand changed. What moved is never changed afterwards."""

    id = shown.words(example="rcp_0198c1a2b3c47d5e8f90123456789abc")
    at = shown.instant()
    kind = shown.one_of("receipt", "shipment", "count", "recall")
    warehouse = shown.words(example="lyon")
    source = shown.words("Id of the receipt, count or shipment behind it.")
    reference = shown.words("The sender's, such as a delivery note's number.", null=True)
    actor = shown.words("Who received or counted; null when the house itself moved goods.", null=True)
    lines = shown.several(MovedLine)
    erp = shown.part(MovementSync)


StockPage = shown.page_of(StockItem)
MovementPage = shown.page_of(Movement)
