"""Messages of logistics: stock levels, reservations, and when to order more."""

from datetime import datetime

from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor, MissingStock, StockLine

BY_WAREHOUSE = ("warehouse",)


@command("stock.reserve.v1", by=("intake", "logistics"), to="logistics", partition_by=BY_WAREHOUSE)
class ReserveStock(Message):
    """Set aside all lines for a case, or put all of them on backorder. warehouse: `any` leaves the choice to the
    organisation's rule, and logistics hands the wish on to the one chosen; area: where the recipient is, such as
    `FR-69`, for the nearest; partial: what is there may be sent first."""

    case: str
    step: str
    warehouse: str
    lines: tuple[StockLine, ...]
    partial: bool = False
    area: str = ""


@command("stock.release.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
class ReleaseStock(Message):
    """Undo a reservation; leaves a tombstone when it comes before it."""

    case: str
    step: str
    warehouse: str


@command("stock.wake.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class WakeBackorders(Message):
    """Pieces of this article came free, or more cases wait for it than one decision looks at: look (again). `case` is
    what made us look: a case, a receipt or a count."""

    case: str
    warehouse: str
    article: str


@command("stock.take_back.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class TakeBackStock(Message):
    """A count found fewer pieces of this article than are promised: take reservations back, some at a time. `case` is
    what made us look, such as the count's id."""

    case: str
    warehouse: str
    article: str


@event("stock.reserved.v1", by="logistics", to=("intake",))
class StockReserved(Message):
    """revision: counts what became of the case's reservation, so that older news that come later are known as such;
    warehouse: where; rest: what is short and follows in a second shipment, where the case allows it."""

    case: str
    step: str
    revision: int = 0
    warehouse: str = ""
    rest: tuple[MissingStock, ...] = ()


@event("stock.short.v1", by="logistics", to=("intake",))
class StockShort(Message):
    """The case is on backorder; nothing is reserved for it until everything can be. Also sent when a count took a
    reservation back. revision: see StockReserved."""

    case: str
    step: str
    missing: tuple[MissingStock, ...]
    revision: int = 0
    warehouse: str = ""


@event("stock.refused.v1", by="logistics", to=("intake",))
class StockRefused(Message):
    """Nothing can ever be reserved: the warehouse is not one of the organisation's."""

    case: str
    step: str
    reason: str


@event("stock.expired.v1", by="logistics", to=("intake",))
class ReservationExpired(Message):
    """The case held its goods since then without shipping them: they are free for others. Once it is to be shipped it
    asks anew."""

    case: str
    step: str
    since: datetime


@command("stock.expire.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class ExpireReservation(Message):
    """A reservation is due."""

    case: str
    warehouse: str
    due_at: datetime


@event("stock.low.v1", by="logistics", to=("notifications",), partition_by=())
class StockLow(Message):
    """So few pieces are available, by the article's rule, that it is time to order: proposed is how many. Told once,
    until there are enough again; waiting: cases on backorder."""

    warehouse: str
    article: str
    available: int
    reorder_point: int
    proposed: int
    waiting: int = 0


@command("stock.set_reorder_rule.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class SetReorderRule(Message):
    """When to order more of an article: at `point` pieces available or fewer, up to `up_to`, in packs of `pack`. A
    point of -1 takes the rule away."""

    warehouse: str
    article: str
    point: int
    up_to: int
    pack: int
    actor: Actor


@event("stock.released.v1", by="logistics", to=("intake",))
class StockReleased(Message):
    case: str
    step: str
