"""RecordParcelEvent: what a carrier says of a parcel, in whatever order it says it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.logistics.domain.claim import Claim, claim_after, claim_id
from services.logistics.domain.shipment import Shipment, ShippedParcel
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, done, refused
from shared.contracts.errors import NotYetError
from shared.contracts.shipments import ParcelMoved, ParcelStatus, RecordParcelEvent

Effect = Literal["moved", "heard", "late", "unknown_parcel"]

_STAGES: tuple[ParcelStatus, ...] = (
    "announced",
    "in_transit",
    "delayed",
    "out_for_delivery",
    "lost",
    "returned",
    "delivered",
)

_ENDS: frozenset[ParcelStatus] = frozenset({"lost", "returned", "delivered"})

_UNKNOWN_PARCEL = refused(
    "unknown_parcel",
    "The shipment has no parcel of this number; the event is kept with the shipment, and changes nothing.",
    "Compare the tracking number with the shipment's parcels.",
    "/tracking",
)


@dataclass(frozen=True, slots=True)
class ParcelEvent:
    """A carrier's word, kept as it came. at: the carrier's clock; recorded_at: ours.

    effect: moved (the status changed), heard (newer, but no other status), late (something newer was known
    already), unknown_parcel (the shipment has no parcel of this number: kept, and otherwise ignored).
    """

    id: str
    tenant: str
    shipment: str
    tracking: str
    status: ParcelStatus
    at: datetime
    place: str
    recorded_at: datetime
    effect: Effect


def parcel_event_id(message: RecordParcelEvent) -> str:
    """A carrier's event is the same whenever it is told again for this shipment."""
    return f"{message.shipment}/{message.carrier_event}"


def needed(message: RecordParcelEvent, _moment: Moment) -> Iterable[Need]:
    return (
        Key(Shipment, message.shipment),
        Key(ParcelEvent, parcel_event_id(message)),
        Key(Claim, claim_id(message.shipment, message.tracking)),
    )


def record(message: RecordParcelEvent, known: Known, moment: Moment) -> Decision:
    """Keep the event, once; the parcel follows whatever is newest by the carrier's clock.

    Of two events with the same instant the one further in a parcel's life counts, so that the order of arrival
    never matters. A lost or returned parcel opens a claim, one that turns up again closes it. Raises NotYetError
    while the shipment is unknown.
    """
    shipment = known.get(Shipment, message.shipment)
    if shipment is None:
        raise NotYetError("no such shipment yet")
    if known.get(ParcelEvent, parcel_event_id(message)) is not None:
        return NOTHING
    parcel = shipment.parcel(message.tracking)
    if parcel is None:
        return Decision(save=(_event(message, "unknown_parcel", moment),), answer=_UNKNOWN_PARCEL)
    if not _newer(message, parcel):
        return Decision(save=(_event(message, "late", moment),), answer=done(effect="late"))
    heard = replace(parcel, status=message.status, heard_at=message.at, place=message.place)
    moved = message.status != parcel.status
    claim = known.get(Claim, claim_id(shipment.id, parcel.tracking))
    claimed = claim_after(shipment, heard, claim, moment) if moved else ()
    return Decision(
        save=(
            _event(message, "moved" if moved else "heard", moment),
            _looked_for(shipment.with_parcel(heard)),
            *claimed,
        ),
        send=(_moved(message, shipment),) if moved else (),
        answer=done(effect="moved" if moved else "heard"),
    )


def _looked_for(shipment: Shipment) -> Shipment:
    """Once all its parcels have come to their end nobody has to look for them any more."""
    if shipment.due_at is None or any(parcel.status not in _ENDS for parcel in shipment.parcels):
        return shipment
    return replace(shipment, due_at=None)


def _newer(message: RecordParcelEvent, parcel: ShippedParcel) -> bool:
    if parcel.heard_at is None or message.at > parcel.heard_at:
        return True
    return message.at == parcel.heard_at and _STAGES.index(message.status) > _STAGES.index(parcel.status)


def _event(message: RecordParcelEvent, effect: Effect, moment: Moment) -> ParcelEvent:
    return ParcelEvent(
        id=parcel_event_id(message),
        tenant=moment.tenant,
        shipment=message.shipment,
        tracking=message.tracking,
        status=message.status,
        at=message.at,
        place=message.place,
        recorded_at=moment.now,
        effect=effect,
    )


def _moved(message: RecordParcelEvent, shipment: Shipment) -> ParcelMoved:
    return ParcelMoved(
        case=shipment.case,
        shipment=shipment.id,
        tracking=message.tracking,
        status=message.status,
        at=message.at,
        place=message.place,
    )
