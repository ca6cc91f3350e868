"""RecallShipment: the goods come back, if no carrier has them yet."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.lines import added_up
from services.logistics.domain.movement import Movement, movement, pieces_in
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem, item_id, items_of
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import RecallRefused, RecallShipment, ShipmentRecalled
from shared.contracts.values import StockLine


def needed(message: RecallShipment, _moment: Moment) -> Iterable[Need]:
    return (Key(Shipment, shipment_id(message.case)), Key(Reservation, message.case))


def then(message: RecallShipment, known: Known, moment: Moment) -> Iterable[Need]:
    shipment = known.get(Shipment, shipment_id(message.case))
    if shipment is None:
        return ()
    return [
        Key(StockItem, item_id(moment.tenant, shipment.warehouse, line.article))
        for line in _goods_of(shipment)
    ]


def recall(message: RecallShipment, known: Known, moment: Moment) -> Decision:
    """Put the goods back on hand, free for whoever waits; refused once a carrier has taken a parcel.

    The case's reservation is used up by that: a case that is to be shipped after all is a new case.
    """
    recalled = ShipmentRecalled(case=message.case, step=message.step)
    id = shipment_id(message.case)
    shipment = known.get(Shipment, id)
    if shipment is None:
        never = Shipment(id, moment.tenant, message.case, message.warehouse, "recalled", moment.now)
        return Decision(save=(never,), send=(recalled,))
    if shipment.state == "recalled":
        return Decision(send=(recalled,))
    moving = next((parcel for parcel in shipment.parcels if parcel.status != "announced"), None)
    if moving is not None:
        reason = f"parcel {moving.tracking} is already {moving.status.replace('_', ' ')}"
        refused = RecallRefused(case=message.case, step=message.step, reason=reason)
        return Decision(send=(refused,))
    goods = _goods_of(shipment)
    items = items_of(known, moment.tenant, shipment.warehouse, goods)
    back = [items[line.article].receive(line.quantity) for line in goods]
    reservation = known.get(Reservation, message.case)
    used_up = (reservation.released(),) if reservation else ()
    return Decision(
        save=(replace(shipment, state="recalled"), *used_up, *back),
        add=(_movement(shipment, goods, moment),),
        send=(recalled, *wake_if_waiting(message.case, back)),
    )


def _movement(shipment: Shipment, goods: tuple[StockLine, ...], moment: Moment) -> Movement:
    pieces = pieces_in(moment.tenant, shipment.warehouse, goods)
    return movement("recall", shipment.id, shipment.warehouse, pieces, moment)


def _goods_of(shipment: Shipment) -> tuple[StockLine, ...]:
    return added_up(line for parcel in shipment.parcels for line in parcel.contents)
