"""What the lines of a case amount to."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from shared.contracts.values import Line

CENT = Decimal("0.01")


def gross_of(lines: Iterable[Line]) -> Decimal:
    """Lines with VAT, to the cent: each line's net amount is rounded, and VAT once per rate on the sum of its
    lines (EN 16931, BR-CO-10 and BR-CO-17)."""
    by_rate: dict[Decimal, Decimal] = {}
    for line in lines:
        net = (line.unit_price * line.quantity).quantize(CENT, ROUND_HALF_UP)
        by_rate[line.vat_rate] = by_rate.get(line.vat_rate, Decimal(0)) + net
    vat = sum(((net * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate, net in by_rate.items()), Decimal(0))
    return (sum(by_rate.values(), Decimal(0)) + vat).quantize(CENT)
