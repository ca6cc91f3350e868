"""What a case wants of a warehouse, and whether it has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self

from services.logistics.domain.place import place_in_queue
from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem, item_id
from shared.contracts.decision import Moment, Selection
from shared.contracts.quick import replace
from shared.contracts.values import MissingStock, StockLine

State = Literal["waiting", "reserved", "shipped", "released", "expired"]

_REST = "/rest"


def rest_id(case: str) -> str:
    """Of the reservation of what was short when the rest of a case was reserved."""
    return case + _REST


@dataclass(frozen=True, slots=True)
class Reservation:
    """All lines of a case, reserved together or not at all. The id is the case's.

    waiting: on backorder, in the queue of the one item `waits_for`, the first that holds the case up; released:
    given back, or never to be given (a tombstone, without lines); expired: given back since the case did not ship
    in time; it can be asked for anew. place: where the case stands in any queue (see `place_in_queue`); items: the
    items of the lines, so that a reservation can be found by item; revision: how often it was granted or put on
    backorder.

    partial: what is there may go first; what was short stands in a second reservation then (`has_rest`), which is
    granted and sent as a whole. ship_step: the step that has ordered the shipment of such a rest; parked: the
    warehouse (`tenant/warehouse`) whose count the shipment waits for. traced: the items whose pieces are told
    apart; due_at: when it expires.
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
    partial: bool = False
    has_rest: bool = False
    ship_step: str = ""
    parked: str = ""
    traced: tuple[str, ...] = ()
    due_at: datetime | None = None

    @property
    def case(self) -> str:
        return self.id.removesuffix(_REST)

    @property
    def is_rest(self) -> bool:
        return self.id.endswith(_REST)

    def wanted(self, article: str) -> int:
        """Pieces of the article that the case wants."""
        return sum(line.quantity for line in self.lines if line.article == article)

    def quantities(self) -> dict[str, int]:
        """By item."""
        return {item: line.quantity for item, line in zip(self.items, self.lines, strict=True)}

    def reserved(self, items: Mapping[str, StockItem], rules: Rules, now: datetime) -> Self:
        """Granted; items: by article. A rest expires with the reservation that it belongs to."""
        traced = tuple(items[line.article].id for line in self.lines if items[line.article].traced)
        days = 0 if self.is_rest else rules.reservation_days
        due_at = now + timedelta(days=days) if days else None
        return replace(
            self, state="reserved", waits_for="", revision=self.revision + 1, traced=traced, due_at=due_at
        )

    def shipped(self) -> Self:
        return replace(self, state="shipped", waits_for="", due_at=None, parked="")

    def released(self) -> Self:
        return replace(self, state="released", waits_for="", due_at=None, parked="", ship_step="")

    def waiting(self, item: str) -> Self:
        """On backorder, in the queue of this item. A shipment that waits for the end of a count is answered then."""
        return replace(self, state="waiting", waits_for=item, revision=self.revision + 1, due_at=None)

    def with_lines(self, lines: tuple[StockLine, ...]) -> Self:
        items = tuple(item_id(self.tenant, self.warehouse, line.article) for line in lines)
        return replace(self, lines=lines, items=items)

    def rest_of(self, lines: tuple[StockLine, ...]) -> Self:
        """The reservation of what is short: at the same place in the queues."""
        rest = replace(self, id=rest_id(self.id), partial=False, revision=0, due_at=None, traced=())
        return rest.with_lines(lines)


def asked_for(
    case: str, step: str, warehouse: str, lines: tuple[StockLine, ...], moment: Moment, partial: bool = False
) -> Reservation:
    """A wish not yet granted; `lines` are added up already."""
    place = place_in_queue(moment.lane, moment.now, case)
    items = tuple(item_id(moment.tenant, warehouse, line.article) for line in lines)
    return Reservation(
        case, moment.tenant, step, warehouse, "waiting", moment.now, place, lines, items, partial=partial
    )


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


def parked_in(shelf: str, limit: int) -> Selection[Reservation]:
    """Whose shipment waits for the end of a count of this warehouse (`tenant/warehouse`)."""
    return Selection(Reservation, (("parked", shelf),), ("id",), limit)
