"""OpenCountList, CloseCountList: a full count of a warehouse begins and ends. ResumeShipping: what waited for its
end."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.closed_doors import no_such_warehouse, under_count
from services.logistics.domain.count_list import CountList
from services.logistics.domain.fault import Fault
from services.logistics.domain.house import house_key, house_of
from services.logistics.domain.reservation import Reservation, parked_in
from shared.contracts.decision import NOTHING, Decision, Entity, Key, Known, Moment, Need, done
from shared.contracts.message import Message
from shared.contracts.shipments import PrepareShipment, ResumeShipping, ShipRest
from shared.contracts.stocktaking import CloseCountList, OpenCountList

AT_A_TIME = 50
"""Shipments that one decision sends on their way; for the rest it orders itself to go on."""

_NOT_DEFINED = Fault(
    "warehouse_not_defined",
    "Only a warehouse that is defined can be frozen.",
    "Define it first, or count without freezing it.",
    "/frozen",
)


def unknown_list(id: str) -> Fault:
    return Fault(
        "unknown_count_list",
        "There is no count {list} of this warehouse.",
        "Open one first.",
        "/list",
        {"list": id},
    )


CLOSED = Fault("count_list_closed", "The count is closed already.", "Open another one.", "/list")


def open_needed(message: OpenCountList, moment: Moment) -> Iterable[Need]:
    return (Key(CountList, message.list), house_key(moment.tenant))


def open_list(message: OpenCountList, known: Known, moment: Moment) -> Decision:
    """From now on counts may name the list; frozen: nothing else moves in the warehouse until it is closed."""
    if known.get(CountList, message.list) is not None:
        return NOTHING
    house = house_of(known, moment.tenant)
    warehouse = house.warehouse(message.warehouse)
    if not house.knows(message.warehouse):
        return Decision(answer=no_such_warehouse(message.warehouse).answer)
    if message.frozen and warehouse is None:
        return Decision(answer=_NOT_DEFINED.answer)
    if house.is_frozen(message.warehouse):
        return Decision(answer=under_count(message.warehouse).answer)
    opened = CountList(
        message.list,
        moment.tenant,
        message.warehouse,
        "open",
        message.frozen,
        moment.now,
        message.actor.id,
    )
    saved: tuple[Entity, ...] = (opened,)
    if message.frozen and warehouse is not None:
        saved = (opened, house.with_warehouse(replace(warehouse, frozen_by=message.list)))
    return Decision(save=saved)


def close_needed(message: CloseCountList, moment: Moment) -> Iterable[Need]:
    return (Key(CountList, message.list), house_key(moment.tenant))


def close_list(message: CloseCountList, known: Known, moment: Moment) -> Decision:
    """What was not counted stays as the books have it. A frozen warehouse goes back to work."""
    count = known.get(CountList, message.list)
    if count is None or count.warehouse != message.warehouse:
        return Decision(answer=unknown_list(message.list).answer)
    if count.state == "closed":
        return Decision(answer=CLOSED.answer)
    house = house_of(known, moment.tenant)
    warehouse = house.warehouse(count.warehouse)
    saved: tuple[Entity, ...] = (count.closed(moment.now, message.actor.id),)
    orders: tuple[Message, ...] = ()
    if warehouse is not None and warehouse.frozen_by == count.id:
        saved = (*saved, house.with_warehouse(replace(warehouse, frozen_by="")))
        orders = (ResumeShipping(warehouse=count.warehouse),)
    answer = done(counts=str(count.counts), pieces=str(count.pieces), value=str(count.value))
    return Decision(save=saved, send=orders, answer=answer)


def resume_needed(message: ResumeShipping, moment: Moment) -> Iterable[Need]:
    return (parked_in(f"{moment.tenant}/{message.warehouse}", AT_A_TIME),)


def resume(message: ResumeShipping, known: Known, moment: Moment) -> Decision:
    parked = known.select(parked_in(f"{moment.tenant}/{message.warehouse}", AT_A_TIME))
    orders: list[Message] = [_order(one) for one in parked]
    if len(parked) == AT_A_TIME:
        orders.append(message)
    return Decision(save=tuple(replace(one, parked="") for one in parked), send=tuple(orders))


def _order(reservation: Reservation) -> Message:
    if reservation.is_rest:
        return ShipRest(case=reservation.case, warehouse=reservation.warehouse)
    return PrepareShipment(case=reservation.case, step=reservation.ship_step, warehouse=reservation.warehouse)
