"""Messages of logistics: stock, reservations, shipments and parcel events."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor, ErpReference, GoodsLine, MissingStock, Parcel, PartyRef, StockLine

ParcelStatus = Literal[
    "announced", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned"
]
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


WarehouseRule = Literal["nearest", "fullest", "one_parcel"]


@command("warehouse.define.v1", by="gateway", to="logistics", partition_by=())
class DefineWarehouse(Message):
    """A warehouse, with where it is and what it promises; see `House`. From the first one on, only those that are
    defined are known."""

    warehouse: str
    name: str
    line1: str
    postcode: str
    city: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    cut_off: int
    transit_days: int
    pieces_per_parcel: int | None
    active: bool
    actor: Actor


@command("warehouse.set_rule.v1", by="gateway", to="logistics", partition_by=())
class SetWarehouseRule(Message):
    """By what rule a warehouse is chosen for cases that leave the choice."""

    rule: WarehouseRule
    actor: Actor


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


@command("shipment.resume.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class ResumeShipping(Message):
    """A count has ended: send what waited for that, some at a time."""

    warehouse: str


@event("stock.released.v1", by="logistics", to=("intake",))
class StockReleased(Message):
    case: str
    step: str


@command("shipment.prepare.v1", by=("intake", "logistics"), to="logistics", partition_by=BY_WAREHOUSE)
class PrepareShipment(Message):
    """Ship what was reserved for the case."""

    case: str
    step: str
    warehouse: str
    recipient: PartyRef | None = None


@command("shipment.recall.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
class RecallShipment(Message):
    """Undo a shipment: refused once a carrier has moved it; leaves a tombstone when it comes before it."""

    case: str
    step: str
    warehouse: str


@command("shipment.prepare_rest.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class ShipRest(Message):
    """What was short of a case is there now, and its shipment was ordered with that of the rest."""

    case: str
    warehouse: str


@event("shipment.dispatched.v1", by="logistics", to=("intake",))
class ShipmentDispatched(Message):
    """promised_on: the day by which the parcels are to arrive; rest: what follows in a second shipment, of which
    the same is told when it leaves."""

    case: str
    step: str
    shipment: str
    parcels: tuple[Parcel, ...]
    promised_on: date | None = None
    rest: tuple[MissingStock, ...] = ()


@command("shipment.check.v1", by="logistics", to="logistics", partition_by=("shipment",))
class CheckShipment(Message):
    """The promised day has come: are the parcels out for delivery?"""

    shipment: str
    due_at: datetime


@event("shipment.delayed.v1", by="logistics", to=("intake",))
class ShipmentDelayed(Message):
    """These parcels will not arrive by the promised day, as far as the carrier has said."""

    case: str
    shipment: str
    promised_on: date
    tracking: tuple[str, ...]


@command("claim.settle.v1", by="gateway", to="logistics", partition_by=("claim",))
class SettleClaim(Message):
    """What came of a lost or returned parcel; paid: by the carrier, in the stock's currency."""

    claim: str
    outcome: Literal["paid", "refused", "found", "returned"]
    paid: Decimal
    note: str
    actor: Actor


@event("shipment.recalled.v1", by="logistics", to=("intake",))
class ShipmentRecalled(Message):
    case: str
    step: str


@event("shipment.recall_refused.v1", by="logistics", to=("intake",))
class RecallRefused(Message):
    case: str
    step: str
    reason: str


@event("shipment.not_possible.v1", by="logistics", to=("intake",))
class ShipmentNotPossible(Message):
    """Nothing is reserved for the case any more (a count took it back): it waits for stock again."""

    case: str
    step: str
    missing: tuple[MissingStock, ...]


@command("parcel.record.v1", by=("gateway", "logistics"), to="logistics", partition_by=("shipment",))
class RecordParcelEvent(Message):
    """What a carrier says of a parcel. `carrier_event` is the carrier's own id: repeats and late arrivals change
    nothing twice and nothing backwards. Logistics itself says it in sandboxes, where no carrier does."""

    shipment: str
    tracking: str
    carrier_event: str
    status: ParcelStatus
    at: datetime
    place: str = ""


@command("parcel.play.v1", by="logistics", to="logistics", partition_by=("shipment",))
class PlayParcels(Message):
    """Sandboxes only: the next thing is due to happen to this shipment's parcels."""

    shipment: str


@event("parcel.moved.v1", by="logistics", to=("intake",))
class ParcelMoved(Message):
    """The parcel's status changed, by the carrier's clock `at`."""

    case: str
    shipment: str
    tracking: str
    status: ParcelStatus
    at: datetime
    place: str = ""


@command("article.define.v1", by="gateway", to="logistics", partition_by=("article",))
class DefineArticle(Message):
    """What an article is, as the ERP says it. weight: kilograms a piece; `at` is when it was said: of two definitions
    the later one counts, whichever comes first."""

    article: str
    label: str
    unit: str
    weight: Decimal | None
    lot_tracked: bool
    serial_tracked: bool
    at: datetime
    actor: Actor


@command("movement.acknowledge.v1", by="gateway", to="logistics", partition_by=("acknowledgement",))
class AcknowledgeMovements(Message):
    """An ERP that pulls has these stock movements now, each under its own reference. `acknowledgement` is the id made
    at the door, under which the results are kept."""

    acknowledgement: str
    items: tuple[ErpReference, ...]
    actor: Actor
