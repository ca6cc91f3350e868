"""Which warehouse a case is given to, by the house's rule, from what is available now."""

from collections.abc import Callable
from dataclasses import dataclass

from services.logistics.domain.departments import distance
from services.logistics.domain.house import House, Warehouse
from services.logistics.domain.lines import added_up
from services.logistics.domain.stock_item import item_of
from shared.contracts.decision import Known, Moment
from shared.contracts.stock import ReserveStock

MAIN = "main"
"""The warehouse of a tenant that has defined none."""

USUAL_PIECES = 20
"""What a parcel holds in a warehouse that says nothing of it."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """place: in which order it was defined; complete: lines that could be promised whole now; spared: the smallest
    share of an article that would be left on the shelf; parcels: how many the order makes there."""

    warehouse: Warehouse
    place: int
    complete: int
    spared: float
    parcels: int


def choose(house: House, message: ReserveStock, known: Known, moment: Moment) -> str:
    """The code of the warehouse. First those that have most lines complete, so that all comes from one place where
    it can; among them by the rule: the nearest to the recipient's area, the fullest after this order, or the one
    that packs it into the fewest parcels. What is still equal goes by the order in which warehouses were defined."""
    candidates = [
        _looked_at(warehouse, place, message, known, moment)
        for place, warehouse in enumerate(house.warehouses)
        if warehouse.active and not warehouse.frozen_by
    ]
    if not candidates:
        return house.warehouses[0].code if house.warehouses else MAIN
    measure = _RULES[house.rule]
    best = min(candidates, key=lambda one: (-one.complete, measure(one, message.area), one.place))
    return best.warehouse.code


def _looked_at(
    warehouse: Warehouse, place: int, message: ReserveStock, known: Known, moment: Moment
) -> _Candidate:
    complete, pieces, spared = 0, 0, 1.0
    for line in added_up(message.lines):
        item = item_of(known, moment.tenant, warehouse.code, line.article)
        free = 0 if item.first_waiting else item.available
        pieces += line.quantity
        complete += free >= line.quantity
        spared = min(spared, max(0, free - line.quantity) / item.on_hand if item.on_hand else 0.0)
    room = warehouse.pieces_per_parcel or USUAL_PIECES
    return _Candidate(warehouse, place, complete, spared, -(-pieces // room))


_RULES: dict[str, Callable[[_Candidate, str], float]] = {
    "nearest": lambda one, area: distance(one.warehouse, area),
    "fullest": lambda one, _area: -one.spared,
    "one_parcel": lambda one, _area: one.parcels,
}
