"""DefineWarehouse, SetWarehouseRule: which warehouses there are, and how one of them is chosen."""

from collections.abc import Iterable
from dataclasses import replace

from services.logistics.domain.fault import Fault
from services.logistics.domain.house import ANY, MOST_WAREHOUSES, Warehouse, house_key, house_of
from shared.contracts.decision import Decision, Known, Moment, Need
from shared.contracts.warehouses import DefineWarehouse, SetWarehouseRule

_RESERVED = Fault(
    "reserved_name",
    "No warehouse can be called {any}: that leaves the choice to the rule.",
    "Give it another code.",
    "/warehouse",
    {"any": ANY},
)
_TOO_MANY = Fault(
    "too_many_warehouses",
    "There are {most} warehouses already.",
    "Define one of them anew instead.",
    "/warehouse",
    {"most": str(MOST_WAREHOUSES)},
)


def needed(_message: DefineWarehouse | SetWarehouseRule, moment: Moment) -> Iterable[Need]:
    return (house_key(moment.tenant),)


def define(message: DefineWarehouse, known: Known, moment: Moment) -> Decision:
    """Keep what is said of the warehouse; what was said before is replaced."""
    house = house_of(known, moment.tenant)
    before = house.warehouse(message.warehouse)
    if message.warehouse == ANY:
        return Decision(answer=_RESERVED.answer)
    if before is None and len(house.warehouses) >= MOST_WAREHOUSES:
        return Decision(answer=_TOO_MANY.answer)
    warehouse = Warehouse(
        code=message.warehouse,
        name=message.name,
        postcode=message.postcode,
        city=message.city,
        country=message.country,
        line1=message.line1,
        latitude=message.latitude,
        longitude=message.longitude,
        cut_off=message.cut_off,
        transit_days=message.transit_days,
        pieces_per_parcel=message.pieces_per_parcel,
        active=message.active,
        frozen_by=before.frozen_by if before else "",
    )
    return Decision(save=(house.with_warehouse(warehouse),))


def set_rule(message: SetWarehouseRule, known: Known, moment: Moment) -> Decision:
    return Decision(save=(replace(house_of(known, moment.tenant), rule=message.rule),))
