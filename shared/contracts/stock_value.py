"""What logistics tells accounting: by how much the stock's value has changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shared.contracts.accounts import BY_LEDGER
from shared.contracts.message import Message, command

ValueReason = Literal["purchase", "return", "shipment", "count", "reversal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuedPieces:
    """Pieces of one article that came (positive) or went (negative), and what the stock's value changed by."""

    article: str
    quantity: int
    amount: Decimal


@command("stock.value.v1", by="logistics", to="accounting", partition_by=BY_LEDGER)
class PostStockValue(Message):
    """A movement that changed what the stock is worth, once per movement. amount: the sum over its lines, negative when
    the stock lost value, never zero; case: the case, receipt or count behind it. The sum of all amounts of a tenant is
    its stock's valuation, and so the balance of the stock account."""

    movement: str
    ledger: str
    case: str
    warehouse: str
    lines: tuple[ValuedPieces, ...]
    amount: Decimal
    currency: str
    reason: ValueReason
    moved_on: date
