"""What the lines of a case amount to."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from shared.contracts.values import Line, VatAmount

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("1E12")
"""What is not below this is taken for a mistake; sums of what is are exact in 28 digits."""


def is_reckonable(line: Line) -> bool:
    """Whether a line has a quantity, a price and a VAT rate that mean something."""
    if line.quantity < 1 or not line.unit_price.is_finite() or not line.vat_rate.is_finite():
        return False
    return abs(line.unit_price * line.quantity) < LARGEST and 0 <= line.vat_rate <= 100


def is_possible(amount: VatAmount) -> bool:
    """Whether net, VAT and rate mean something. A supplier's credit has negative amounts."""
    parts = (amount.net, amount.vat, amount.rate)
    return all(part.is_finite() and abs(part) < LARGEST for part in parts) and 0 <= amount.rate <= 100


def gross_of_amounts(amounts: Iterable[VatAmount]) -> Decimal:
    """What amounts by VAT rate come to."""
    return sum((amount.net + amount.vat for amount in amounts), ZERO).quantize(CENT)


def gross_of(lines: Iterable[Line]) -> Decimal:
    """Lines with VAT, to the cent: each line's net amount is rounded, and VAT once per rate on the sum of its
    lines (EN 16931, BR-CO-10 and BR-CO-17)."""
    by_rate: dict[Decimal, Decimal] = {}
    for line in lines:
        net = (line.unit_price * line.quantity).quantize(CENT, ROUND_HALF_UP)
        by_rate[line.vat_rate] = by_rate.get(line.vat_rate, ZERO) + net
    vat = sum(((net * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate, net in by_rate.items()), ZERO)
    return (sum(by_rate.values(), ZERO) + vat).quantize(CENT)
