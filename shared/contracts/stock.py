"""Messages of logistics: stock, reservations, shipments and parcel events."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor, ErpReference, MissingStock, Parcel, PartyRef, StockLine

ParcelStatus = Literal[
    "announced", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned"
]
BY_WAREHOUSE = ("warehouse",)


@command("stock.reserve.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
class ReserveStock(Message):
    """Set aside all lines for a case, or put all of them on backorder."""

    case: str
    step: str
    warehouse: str
    lines: tuple[StockLine, ...]


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
    lines: tuple[StockLine, ...]
    reference: str
    actor: Actor


@command("stock.count.v1", by="gateway", to="logistics", partition_by=BY_WAREHOUSE)
class CountStock(Message):
    """What is really on the shelf, as somebody counted it. `count` is the id made at the door."""

    count: str
    warehouse: str
    lines: tuple[StockLine, ...]
    actor: Actor


@event("stock.reserved.v1", by="logistics", to=("intake",))
class StockReserved(Message):
    """revision: counts what became of the case's reservation, so that older news that come later are known as such."""

    case: str
    step: str
    revision: int = 0


@event("stock.short.v1", by="logistics", to=("intake",))
class StockShort(Message):
    """The case is on backorder; nothing is reserved for it until everything can be. Also sent when a count took a
    reservation back. revision: see StockReserved."""

    case: str
    step: str
    missing: tuple[MissingStock, ...]
    revision: int = 0


@event("stock.released.v1", by="logistics", to=("intake",))
class StockReleased(Message):
    case: str
    step: str


@command("shipment.prepare.v1", by="intake", to="logistics", partition_by=BY_WAREHOUSE)
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


@event("shipment.dispatched.v1", by="logistics", to=("intake",))
class ShipmentDispatched(Message):
    case: str
    step: str
    shipment: str
    parcels: tuple[Parcel, ...]


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
