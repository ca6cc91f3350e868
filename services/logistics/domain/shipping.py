"""PrepareShipment: what is reserved leaves the house. ShipRest: what was short follows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.logistics.domain.house import house_key, house_of
from services.logistics.domain.movement import movement
from services.logistics.domain.packing import packed
from services.logistics.domain.parcel_trial import trial_key, trial_of
from services.logistics.domain.picking import lots_to_pick, pick
from services.logistics.domain.promising import promised_on, to_be_looked_at
from services.logistics.domain.reservation import Reservation, held_up_by, rest_id
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment, ShippedParcel, shipment_id
from services.logistics.domain.stock_item import StockItem, items_of
from services.logistics.domain.tracking import tracking_number
from services.logistics.domain.valuation import value_posted
from shared.contracts.decision import NOTHING, Decision, Entity, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.message import Message
from shared.contracts.shipments import (
    PrepareShipment,
    ShipmentDispatched,
    ShipmentNotPossible,
    ShipmentRecalled,
    ShipRest,
)
from shared.contracts.values import MissingStock


@dataclass(frozen=True)
class Shipping:
    """Decides on PrepareShipment and ShipRest."""

    rules: Rules

    def needed(self, message: PrepareShipment, moment: Moment) -> Iterable[Need]:
        id = shipment_id(message.case)
        return (
            Key(Reservation, message.case),
            Key(Shipment, id),
            house_key(moment.tenant),
            *trial_key(id, moment.tenant),
        )

    def then(self, message: PrepareShipment, known: Known, _moment: Moment) -> Iterable[Need]:
        reservation = known.get(Reservation, message.case)
        if reservation is None:
            return ()
        return (*_goods_needed(reservation), *_rest_needed(reservation))

    def rest_needed(self, message: ShipRest, moment: Moment) -> Iterable[Need]:
        id = shipment_id(message.case, rest=True)
        return (
            Key(Reservation, rest_id(message.case)),
            Key(Shipment, id),
            house_key(moment.tenant),
            *trial_key(id, moment.tenant),
        )

    def rest_then(self, message: ShipRest, known: Known, _moment: Moment) -> Iterable[Need]:
        rest = known.get(Reservation, rest_id(message.case))
        return _goods_needed(rest) if rest else ()

    def prepare(self, message: PrepareShipment, known: Known, moment: Moment) -> Decision:
        """Ship what is reserved for the case, once; what is short of it follows as soon as it is there. In a
        warehouse that is being counted the shipment waits for the end of the count.

        Raises NotYetError while the reservation has not come, or while a count of its goods is being settled.
        """
        shipment = known.get(Shipment, shipment_id(message.case))
        reservation = known.get(Reservation, message.case)
        if shipment is not None:
            return Decision(send=(_told(message, shipment, _owed(reservation, known)),))
        if reservation is None:
            raise NotYetError("nothing was ever reserved for this case")
        items = items_of(known, moment.tenant, reservation.warehouse, reservation.lines)
        if reservation.state != "reserved":
            missing = held_up_by(reservation, items) if reservation.state == "waiting" else ()
            refusal = ShipmentNotPossible(case=message.case, step=message.step, missing=missing)
            return Decision(send=(refusal,))
        if house_of(known, moment.tenant).is_frozen(reservation.warehouse):
            parked = replace(
                reservation, parked=f"{moment.tenant}/{reservation.warehouse}", ship_step=message.step
            )
            return Decision(save=(parked,))
        return self._send(message, reservation, items, known, moment)

    def _send(
        self,
        message: PrepareShipment,
        reservation: Reservation,
        items: dict[str, StockItem],
        known: Known,
        moment: Moment,
    ) -> Decision:
        seen = _seen_to_be_traced(reservation, items)
        if seen is not None:
            return Decision(save=(seen,), send=(message,))
        left = self._left(reservation, items, shipment_id(message.case), known, moment)
        rest = _rest_of(reservation, known)
        saved: tuple[Entity, ...] = ()
        orders: tuple[Message, ...] = ()
        if rest is not None and rest.state == "waiting":
            saved = (replace(rest, ship_step=message.step),)
        elif rest is not None and rest.state == "reserved":
            saved = (replace(rest, ship_step=message.step),)
            orders = (ShipRest(case=message.case, warehouse=message.warehouse),)
        told = _told(message, left.shipment, _owed(reservation, known))
        return Decision(save=(*left.saved, *saved), add=left.facts, send=(told, *left.posted, *orders))

    def ship_rest(self, message: ShipRest, known: Known, moment: Moment) -> Decision:
        """The second shipment of a case, ordered with the first."""
        rest = known.get(Reservation, rest_id(message.case))
        if rest is None or rest.state != "reserved" or not rest.ship_step:
            return NOTHING
        if known.get(Shipment, shipment_id(message.case, rest=True)) is not None:
            return NOTHING
        if house_of(known, moment.tenant).is_frozen(rest.warehouse):
            return Decision(save=(replace(rest, parked=f"{moment.tenant}/{rest.warehouse}"),))
        items = items_of(known, moment.tenant, rest.warehouse, rest.lines)
        seen = _seen_to_be_traced(rest, items)
        if seen is not None:
            return Decision(save=(seen,), send=(message,))
        left = self._left(rest, items, shipment_id(message.case, rest=True), known, moment)
        told = ShipmentDispatched(
            case=message.case,
            step=rest.ship_step,
            shipment=left.shipment.id,
            parcels=left.shipment.told,
            promised_on=left.shipment.promised_on,
        )
        return Decision(save=left.saved, add=left.facts, send=(told, *left.posted))

    def _left(
        self,
        reservation: Reservation,
        items: dict[str, StockItem],
        id: str,
        known: Known,
        moment: Moment,
    ) -> "_Left":
        if any(item.short for item in items.values()):
            raise NotYetError("a count of these goods is being settled")
        picked = [
            pick(items[line.article], line.quantity, known, self.rules, moment) for line in reservation.lines
        ]
        gone = tuple(line for one in picked for line in one.lines)
        shipment = self._shipment(reservation, id, known, moment)
        shipment = replace(shipment, moved=gone)
        left = [items[line.article].ship(line.quantity) for line in reservation.lines]
        moved = movement("shipment", id, reservation.warehouse, gone, moment)
        today = self.rules.today(moment.tenant, moment.now)
        return _Left(
            shipment,
            (
                reservation.shipped(),
                shipment,
                *left,
                *(lot for one in picked for lot in one.lots),
                *trial_of(shipment),
            ),
            (moved,),
            value_posted(moved, reservation.case, self.rules.currency, today),
        )

    def _shipment(self, reservation: Reservation, id: str, known: Known, moment: Moment) -> Shipment:
        warehouse = house_of(known, moment.tenant).warehouse(reservation.warehouse)
        rule = self.rules.packing
        if warehouse is not None and warehouse.pieces_per_parcel:
            rule = replace(rule, pieces=warehouse.pieces_per_parcel)
        parcels = tuple(
            ShippedParcel(tracking_number(id, number, rule.country), contents)
            for number, contents in enumerate(packed(reservation.lines, rule), start=1)
        )
        promise = promised_on(moment.now, moment.tenant, warehouse, self.rules)
        return Shipment(
            id,
            moment.tenant,
            reservation.case,
            reservation.warehouse,
            "dispatched",
            moment.now,
            parcels,
            promised_on=promise,
            due_at=to_be_looked_at(promise, moment.tenant, self.rules),
        )


@dataclass(frozen=True, slots=True)
class _Left:
    """What a shipment changes."""

    shipment: Shipment
    saved: tuple[Entity, ...]
    facts: tuple[Entity, ...]
    posted: tuple[Message, ...]


def _goods_needed(reservation: Reservation) -> list[Need]:
    return [
        *(Key(StockItem, item) for item in reservation.items),
        *lots_to_pick(reservation.traced, reservation.quantities()),
    ]


def _rest_needed(reservation: Reservation) -> list[Need]:
    return [Key(Reservation, rest_id(reservation.id))] if reservation.has_rest else []


def _seen_to_be_traced(reservation: Reservation, items: dict[str, StockItem]) -> Reservation | None:
    """An article whose pieces have come to be told apart since it was reserved: its lots are looked at first."""
    traced = tuple(items[line.article].id for line in reservation.lines if items[line.article].traced)
    return None if traced == reservation.traced else replace(reservation, traced=traced)


def _rest_of(reservation: Reservation | None, known: Known) -> Reservation | None:
    if reservation is None or not reservation.has_rest:
        return None
    return known.get(Reservation, rest_id(reservation.id))


def _owed(reservation: Reservation | None, known: Known) -> tuple[MissingStock, ...]:
    """What is still to follow."""
    rest = _rest_of(reservation, known)
    if rest is None or rest.state not in ("waiting", "reserved"):
        return ()
    return tuple(MissingStock(article=line.article, wanted=line.quantity, available=0) for line in rest.lines)


def _told(
    message: PrepareShipment, shipment: Shipment, rest: tuple[MissingStock, ...]
) -> ShipmentDispatched | ShipmentRecalled:
    if shipment.state == "recalled":
        return ShipmentRecalled(case=message.case, step=message.step)
    return ShipmentDispatched(
        case=message.case,
        step=message.step,
        shipment=shipment.id,
        parcels=shipment.told,
        promised_on=shipment.promised_on,
        rest=rest,
    )
