"""PrepareShipment: what is reserved leaves the house."""

from collections.abc import Callable, Iterable

from services.logistics.domain.movement import MovedPieces, movement
from services.logistics.domain.packing import PackingRule, packed
from services.logistics.domain.parcel_trial import trial_key, trial_of
from services.logistics.domain.reservation import Reservation, held_up_by
from services.logistics.domain.shipment import Shipment, ShippedParcel, shipment_id
from services.logistics.domain.stock_item import StockItem, items_of
from services.logistics.domain.tracking import tracking_number
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.stock import PrepareShipment, ShipmentDispatched, ShipmentNotPossible, ShipmentRecalled


def needed(message: PrepareShipment, moment: Moment) -> Iterable[Need]:
    id = shipment_id(message.case)
    return (Key(Reservation, message.case), Key(Shipment, id), *trial_key(id, moment.tenant))


def then(message: PrepareShipment, known: Known, _moment: Moment) -> Iterable[Need]:
    reservation = known.get(Reservation, message.case)
    return [Key(StockItem, item) for item in reservation.items] if reservation else ()


def preparing(rule: PackingRule) -> Callable[[PrepareShipment, Known, Moment], Decision]:
    """The decision on PrepareShipment, packing by this rule."""

    def prepare(message: PrepareShipment, known: Known, moment: Moment) -> Decision:
        """Ship what is reserved for the case, once.

        Raises NotYetError while the reservation has not come, or while a count of its goods is being settled.
        """
        shipment = known.get(Shipment, shipment_id(message.case))
        if shipment is not None:
            return Decision(send=(_told(message, shipment),))
        reservation = known.get(Reservation, message.case)
        if reservation is None:
            raise NotYetError("nothing was ever reserved for this case")
        items = items_of(known, moment.tenant, reservation.warehouse, reservation.lines)
        if reservation.state != "reserved":
            missing = held_up_by(reservation, items) if reservation.state == "waiting" else ()
            refusal = ShipmentNotPossible(case=message.case, step=message.step, missing=missing)
            return Decision(send=(refusal,))
        if any(item.missing for item in items.values()):
            raise NotYetError("a count of these goods is being settled")
        return _ship(message, reservation, items, rule, moment)

    return prepare


def _ship(
    message: PrepareShipment,
    reservation: Reservation,
    items: dict[str, StockItem],
    rule: PackingRule,
    moment: Moment,
) -> Decision:
    id = shipment_id(message.case)
    parcels = tuple(
        ShippedParcel(tracking_number(id, number, rule.country), contents)
        for number, contents in enumerate(packed(reservation.lines, rule), start=1)
    )
    shipment = Shipment(
        id, moment.tenant, message.case, reservation.warehouse, "dispatched", moment.now, parcels
    )
    gone = tuple(
        MovedPieces(item, -line.quantity)
        for item, line in zip(reservation.items, reservation.lines, strict=True)
    )
    left = [items[line.article].ship(line.quantity) for line in reservation.lines]
    return Decision(
        save=(reservation.shipped(), shipment, *left, *trial_of(shipment)),
        add=(movement("shipment", id, reservation.warehouse, gone, moment),),
        send=(_told(message, shipment),),
    )


def _told(message: PrepareShipment, shipment: Shipment) -> ShipmentDispatched | ShipmentRecalled:
    if shipment.state == "recalled":
        return ShipmentRecalled(case=message.case, step=message.step)
    return ShipmentDispatched(
        case=message.case, step=message.step, shipment=shipment.id, parcels=shipment.told
    )
