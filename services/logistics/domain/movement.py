"""Why the quantity on hand changed: the warehouse's own ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.logistics.domain.stock_item import item_id
from shared.contracts.decision import Moment
from shared.contracts.values import StockLine

Reason = Literal["receipt", "shipment", "count", "recall"]


@dataclass(frozen=True, slots=True)
class MovedPieces:
    """Pieces of one item that came (positive) or went (negative)."""

    item: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved is never changed. source: the receipt, count or shipment it comes from; reference: the
    receipt's, such as a delivery note's number; actor: who received or counted, empty when the house itself
    moved goods; synced: an ERP that pulls has it, under erp_reference."""

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

    def acknowledged(self, reference: str) -> "Movement":
        return replace(self, synced=True, erp_reference=reference)


def pieces_in(tenant: str, warehouse: str, lines: Iterable[StockLine]) -> tuple[MovedPieces, ...]:
    """The lines of a movement into the house."""
    return tuple(MovedPieces(item_id(tenant, warehouse, line.article), line.quantity) for line in lines)


def movement(
    reason: Reason, source: str, warehouse: str, lines: tuple[MovedPieces, ...], moment: Moment
) -> Movement:
    """A movement that this message causes, the only one of its reason."""
    id = moment.id_for(reason)
    return Movement(id, moment.tenant, reason, source, moment.now, lines, warehouse=warehouse)
