"""Pieces that are told apart: by their lot, or each by its serial number."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from services.logistics.domain.rules import Rules
from services.logistics.domain.stock_item import StockItem
from shared.contracts.decision import Selection

State = Literal["good", "expired", "recalled"]

NEVER = "9999-12-31"
"""Sorts after every day on which something expires."""


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F").replace("#", "%23")


def lot_id(item: str, lot: str) -> str:
    """A lot lies in each warehouse on its own."""
    return f"{item}/{_part(lot)}"


def serial_id(tenant: str, article: str, serial: str) -> str:
    """A piece with a number is one and the same wherever it lies, so that it cannot be on hand twice."""
    return f"{_part(tenant)}/{_part(article)}#{_part(serial)}"


@dataclass(frozen=True, slots=True)
class Lot:
    """Pieces of one lot in one warehouse; with a serial number, a single piece.

    item: where they lie, or lay last; expires_on: the last day on which they may be sent, None when they keep; order:
    which is sent first, as a text that sorts; state: expired and recalled ones are not promised nor sent; open: there
    are good pieces; due_at: when they expire, None when nothing is to happen."""

    id: str
    tenant: str
    item: str
    warehouse: str
    article: str
    lot: str
    serial: str
    expires_on: date | None
    order: str
    on_hand: int = 0
    state: State = "good"
    open: bool = False
    due_at: datetime | None = None

    @property
    def blocked(self) -> int:
        """Pieces on hand that are not to be promised."""
        return 0 if self.state == "good" else self.on_hand

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed, noticed or not."""
        return self.expires_on is not None and self.expires_on < today

    def moved(self, by: int, rules: Rules) -> "Lot":
        """So many pieces more or, when negative, fewer."""
        return self._settled(replace(self, on_hand=self.on_hand + by), rules)

    def found(self, quantity: int, rules: Rules) -> "Lot":
        return self._settled(replace(self, on_hand=quantity), rules)

    def expired(self, rules: Rules) -> "Lot":
        return self._settled(replace(self, state="expired"), rules)

    def recalled(self, rules: Rules) -> "Lot":
        return self._settled(replace(self, state="recalled"), rules)

    def lying_in(self, item: StockItem) -> "Lot":
        """A piece with a number may come back to another warehouse than the one it left."""
        return self if self.item == item.id else replace(self, item=item.id, warehouse=item.warehouse)

    def _settled(self, lot: "Lot", rules: Rules) -> "Lot":
        is_open = lot.on_hand > 0 and lot.state == "good"
        due_at = end_of(lot.expires_on, lot.tenant, rules) if is_open and lot.expires_on is not None else None
        return replace(lot, open=is_open, due_at=due_at)


def end_of(day: date, tenant: str, rules: Rules) -> datetime:
    """The first instant after it."""
    local = datetime.combine(day + timedelta(days=1), time.min, rules.zone_of(tenant))
    return local.astimezone(UTC)


def new_lot(item: StockItem, lot: str, serial: str, expires_on: date | None) -> Lot:
    """Not there yet."""
    id = serial_id(item.tenant, item.article, serial) if serial else lot_id(item.id, lot)
    day = expires_on.isoformat() if expires_on else NEVER
    order = f"{day} {lot} {serial}"
    return Lot(id, item.tenant, item.id, item.warehouse, item.article, lot, serial, expires_on, order)


def first_out(item: str, quantity: int) -> Selection[Lot]:
    """The lots to take from, the expiry that comes first at the front; of single pieces at least so many."""
    return Selection(Lot, (("item", item), ("open", True)), ("order", "id"), max(200, quantity))


def lots_named(tenant: str, article: str, lot: str, limit: int) -> Selection[Lot]:
    """The good pieces of one lot in all warehouses."""
    equals = (("tenant", tenant), ("article", article), ("lot", lot), ("open", True))
    return Selection(Lot, equals, ("id",), limit)
