"""Messages of logistics: goods that come in, what was counted, and lots."""

from datetime import datetime

from shared.contracts.message import Message, command
from shared.contracts.stock import BY_WAREHOUSE
from shared.contracts.values import Actor, GoodsLine


@command("goods.receive.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class ReceiveGoods(Message):
    """Goods in. `receipt` is the id made at the door."""

    receipt: str
    warehouse: str
    lines: tuple[GoodsLine, ...]
    reference: str
    actor: Actor


@command("stock.count.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class CountStock(Message):
    """What is really on the shelf, as somebody counted it. `count` is the id made at the door; list: the full count
    that it belongs to, empty for a count of its own. Lots that are not named stay as they are; of pieces with
    serial numbers, those that are not named are gone."""

    count: str
    warehouse: str
    lines: tuple[GoodsLine, ...]
    actor: Actor
    list: str = ""


@command("count_list.open.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class OpenCountList(Message):
    """A full count of a warehouse begins; frozen: nothing moves there until it is closed. `list` is the id made at
    the door."""

    list: str
    warehouse: str
    frozen: bool
    actor: Actor


@command("count_list.close.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class CloseCountList(Message):
    list: str
    warehouse: str
    actor: Actor


@command("lot.expire.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class ExpireLot(Message):
    """A lot's last day has passed."""

    lot: str
    warehouse: str
    due_at: datetime


@command("lot.recall.v1", by=("gateway", "logistics"), to="logistics", partition_by=("article",))
class RecallLot(Message):
    """Nobody is to have any more of this lot, in any warehouse."""

    article: str
    lot: str
    reason: str
    actor: Actor
