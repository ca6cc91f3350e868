"""Which items of a list are wanted."""

from gateway.schemas.explained import Choice, an_id, code
from gateway.schemas.paging import Page


class ReviewList(Page):
    """By state, and by the team that may take them."""

    state = Choice("open", "decided", "withdrawn", load_default="open")
    team = code()


class StockList(Page):
    """The items of one warehouse."""

    warehouse = code(load_default="main")


class JournalList(Page):
    """Entries of one ledger, or of one case."""

    ledger = code(load_default="main")
    case = an_id("case")


class DeliveryList(Page):
    """By state of the latest round."""

    state = Choice("pending", "done", "given_up")
