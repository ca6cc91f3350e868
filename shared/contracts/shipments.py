"""Messages of logistics: shipments, parcel events and claims about parcels."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.stock import BY_WAREHOUSE
from shared.contracts.values import Actor, MissingStock, Parcel, PartyRef

ParcelStatus = Literal[
    "announced", "in_transit", "out_for_delivery", "delivered", "delayed", "lost", "returned"
]


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


@command("shipment.resume.v1", by="logistics", to="logistics", partition_by=BY_WAREHOUSE)
class ResumeShipping(Message):
    """A count has ended: send what waited for that, some at a time."""

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


@command("claim.settle.v1", by="gateway", to="logistics", partition_by=("claim",))
class SettleClaim(Message):
    """What came of a lost or returned parcel; paid: by the carrier, in the stock's currency."""

    claim: str
    outcome: Literal["paid", "refused", "found", "returned"]
    paid: Decimal
    note: str
    actor: Actor
