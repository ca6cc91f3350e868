"""CheckShipment: the promised day has come, and a parcel is not out for delivery: its case hears of it first."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.shipment import Shipment
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.shipments import CheckShipment, ParcelStatus, ShipmentDelayed

ON_TIME: frozenset[ParcelStatus] = frozenset({"out_for_delivery", "delivered"})
SETTLED: frozenset[ParcelStatus] = frozenset({"lost", "returned"})
"""Of these the case was told, and a claim is open."""


def needed(message: CheckShipment, _moment: Moment) -> Iterable[Need]:
    return (Key(Shipment, message.shipment),)


def check(message: CheckShipment, known: Known, moment: Moment) -> Decision:
    """Tell once of the parcels that will come late."""
    shipment = known.get(Shipment, message.shipment)
    if shipment is None or shipment.due_at is None or shipment.due_at > max(moment.now, message.due_at):
        return NOTHING
    seen = replace(shipment, due_at=None)
    late = [parcel.tracking for parcel in shipment.parcels if parcel.status not in (*ON_TIME, *SETTLED)]
    if not late or shipment.state == "recalled" or shipment.promised_on is None:
        return Decision(save=(seen,))
    told = ShipmentDelayed(
        case=shipment.case,
        shipment=shipment.id,
        promised_on=shipment.promised_on,
        tracking=tuple(late),
    )
    return Decision(save=(replace(seen, late=True),), send=(told,))
