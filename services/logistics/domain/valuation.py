"""What pieces on hand are worth: the weighted average of what they cost (plan comptable general, article 213-34)."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from services.logistics.domain.movement import Movement, Reason
from services.logistics.domain.stock_item import article_of
from shared.contracts.stock_value import PostStockValue, ValuedPieces, ValueReason

LEDGER = "main"
"""Every tenant has one ledger for now; the contract leaves room for more."""

ZERO = Decimal(0)
CENT = Decimal("0.01")
COST_PLACES = Decimal("0.0001")

_REASONS: dict[Reason, ValueReason] = {
    "receipt": "purchase",
    "return": "return",
    "shipment": "shipment",
    "count": "count",
    "recall": "reversal",
    "give_back": "reversal",
}


def cents(amount: Decimal) -> Decimal:
    """To whole cents, halves upwards."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def value_posted(movement: Movement, case: str, currency: str, moved_on: date) -> tuple[PostStockValue, ...]:
    """What accounting is told of a movement: nothing when it changed no value.

    case: the case, receipt or count behind it.
    """
    lines = tuple(_by_article(movement))
    amount = sum((line.amount for line in lines), ZERO)
    if not amount:
        return ()
    return (
        PostStockValue(
            movement=movement.id,
            ledger=LEDGER,
            case=case,
            warehouse=movement.warehouse,
            lines=lines,
            amount=amount,
            currency=currency,
            reason=_REASONS[movement.reason],
            moved_on=moved_on,
        ),
    )


def _by_article(movement: Movement) -> Iterable[ValuedPieces]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for line in movement.lines:
        quantity, amount = sums.get(line.item, (0, ZERO))
        sums[line.item] = (quantity + line.quantity, amount + line.amount)
    for item, (quantity, amount) in sums.items():
        if amount:
            yield ValuedPieces(article=article_of(item), quantity=quantity, amount=amount)
