"""Messages of logistics: goods that come in because of a case, bought or sent back."""

from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.stock import BY_WAREHOUSE
from shared.contracts.values import GoodsLine

GoodsSource = Literal["purchase", "return"]


@command("goods.accept.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
class AcceptGoods(Message):
    """Put goods on hand. of_case: for a return, the case that they were sold by; for a purchase, the order where there
    is one; reference: the delivery note's or the sender's own."""

    case: str
    step: str
    warehouse: str
    source: GoodsSource
    lines: tuple[GoodsLine, ...]
    reference: str
    of_case: str = ""
    currency: str = "EUR"


@command("goods.give_back.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
class GiveBackGoods(Message):
    """Undo an arrival: the goods leave again. Tombstone when early."""

    case: str
    step: str
    warehouse: str


@event("goods.accepted.v1", by="logistics", to=("intake",))
class GoodsAccepted(Message):
    case: str
    step: str


@event("goods.refused.v1", by="logistics", to=("intake",))
class GoodsRefused(Message):
    """reason: such as a lot that is missing, or pieces that were never sold by `of_case`."""

    case: str
    step: str
    reason: str


@event("goods.given_back.v1", by="logistics", to=("intake",))
class GoodsGivenBack(Message):
    case: str
    step: str


@event("goods.give_back_refused.v1", by="logistics", to=("intake",))
class GiveBackRefused(Message):
    """The goods have been promised to somebody, or have left already."""

    case: str
    step: str
    reason: str
