"""Why the quantity on hand changed: the warehouse's own ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from services.logistics.domain.stock_item import ZERO, StockItem, article_of
from shared.contracts.decision import Moment

Reason = Literal["receipt", "return", "shipment", "count", "recall", "give_back"]


@dataclass(frozen=True, slots=True)
class MovedPieces:
    """Pieces of one item, and of one lot where it has lots, that came (positive) or went (negative). amount: what
    they are worth, with the same sign; serials: of those that have numbers."""

    item: str
    quantity: int
    amount: Decimal = ZERO
    lot: str = ""
    serials: tuple[str, ...] = ()

    def back(self) -> "MovedPieces":
        """The same the other way round."""
        return replace(self, quantity=-self.quantity, amount=-self.amount)


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved is never changed. source: the receipt, count, case or shipment it comes from; reference: the
    receipt's, such as a delivery note's number; actor: who received or counted, empty when the house itself moved
    goods; synced: an ERP that pulls has it, under erp_reference; traces: which lots and serial numbers moved, as
    `trace_of_lot` and `trace_of_serial` write them."""

    id: str
    tenant: str
    reason: Reason
    source: str
    at: datetime
    lines: tuple[MovedPieces, ...]
    reference: str = ""
    actor: str = ""
    warehouse: str = ""
    synced: bool = False
    erp_reference: str = ""
    traces: tuple[str, ...] = ()

    def acknowledged(self, reference: str) -> "Movement":
        return replace(self, synced=True, erp_reference=reference)


def trace_of_lot(article: str, lot: str) -> str:
    return f"{article}/{lot}"


def trace_of_serial(article: str, serial: str) -> str:
    return f"{article}#{serial}"


def traces_of(lines: Iterable[MovedPieces]) -> tuple[str, ...]:
    """Each lot and serial number of these lines, once."""
    found: dict[str, None] = {}
    for line in lines:
        if line.lot:
            found[trace_of_lot(article_of(line.item), line.lot)] = None
        for serial in line.serials:
            found[trace_of_serial(article_of(line.item), serial)] = None
    return tuple(found)


def change(before: StockItem, after: StockItem) -> MovedPieces:
    """The difference between two states of an item without lots."""
    return MovedPieces(after.id, after.on_hand - before.on_hand, after.value - before.value)


def movement(
    reason: Reason, source: str, warehouse: str, lines: tuple[MovedPieces, ...], moment: Moment
) -> Movement:
    """A movement that this message causes, the only one of its reason."""
    id = moment.id_for(reason)
    return Movement(
        id, moment.tenant, reason, source, moment.now, lines, warehouse=warehouse, traces=traces_of(lines)
    )
