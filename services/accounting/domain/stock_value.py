"""What the stock is worth, by movement. Not posted yet: each waits on the ladder of delays until it is."""

from shared.contracts.decision import Decision, Known, Moment
from shared.contracts.errors import NotYetError
from shared.contracts.stock_value import PostStockValue


def post_value(_message: PostStockValue, _known: Known, _moment: Moment) -> Decision:
    raise NotYetError("this installation does not post stock values yet")
