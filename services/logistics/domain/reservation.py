"""What a case wants of a warehouse, and whether it has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from services.logistics.domain.place import place_in_queue
from services.logistics.domain.stock_item import StockItem, item_id
from shared.contracts.decision import Moment, Selection
from shared.contracts.quick import replace
from shared.contracts.values import MissingStock, StockLine

State = Literal["waiting", "reserved", "shipped", "released"]


@dataclass(frozen=True, slots=True)
class Reservation:
    """All lines of a case, reserved together or not at all. The id is the case's.

    waiting: on backorder, in the queue of the one item `waits_for`, the first that holds the case up;
    released: given back, or never to be given (a tombstone, without lines). place: where the case stands in
    any queue (see `place_in_queue`); items: the items of the lines, so that a reservation can be found by
    item; revision: how often it was granted or put on backorder.
    """

    id: str
    tenant: str
    step: str
    warehouse: str
    state: State
    since: datetime
    place: str
    lines: tuple[StockLine, ...] = ()
    items: tuple[str, ...] = ()
    waits_for: str = ""
    revision: int = 0

    def wanted(self, article: str) -> int:
        """Pieces of the article that the case wants."""
        return sum(line.quantity for line in self.lines if line.article == article)

    def reserved(self) -> Self:
        return replace(self, state="reserved", waits_for="", revision=self.revision + 1)

    def shipped(self) -> Self:
        return replace(self, state="shipped", waits_for="")

    def released(self) -> Self:
        return replace(self, state="released", waits_for="")

    def waiting(self, item: str) -> Self:
        """On backorder, in the queue of this item."""
        return replace(self, state="waiting", waits_for=item, revision=self.revision + 1)


def asked_for(
    case: str, step: str, warehouse: str, lines: tuple[StockLine, ...], moment: Moment
) -> Reservation:
    """A wish not yet granted; `lines` are added up already."""
    place = place_in_queue(moment.lane, moment.now, case)
    items = tuple(item_id(moment.tenant, warehouse, line.article) for line in lines)
    return Reservation(case, moment.tenant, step, warehouse, "waiting", moment.now, place, lines, items)


def tombstone(case: str, step: str, warehouse: str, moment: Moment) -> Reservation:
    """A release that came before the reservation: it is never to be granted."""
    place = place_in_queue(moment.lane, moment.now, case)
    return Reservation(case, moment.tenant, step, warehouse, "released", moment.now, place)


def held_up_by(reservation: Reservation, items: Mapping[str, StockItem]) -> tuple[MissingStock, ...]:
    """The articles that the case cannot have now, in order of its lines: too few, or somebody stands
    before it."""
    place = reservation.place
    missing: list[MissingStock] = []
    for line in reservation.lines:
        available = items[line.article].available_to(place)
        if available < line.quantity:
            missing.append(MissingStock(article=line.article, wanted=line.quantity, available=available))
    return tuple(missing)


def queue_of(item: str, limit: int) -> Selection[Reservation]:
    """Who waits for the item, first claim first."""
    return Selection(Reservation, (("state", "waiting"), ("waits_for", item)), ("place",), limit)


def holders_of(item: str, limit: int) -> Selection[Reservation]:
    """Who has pieces of the item reserved, weakest claim first: the latest ordinary case, urgent ones
    last."""
    return Selection(Reservation, (("state", "reserved"), ("items", item)), ("-place",), limit)
