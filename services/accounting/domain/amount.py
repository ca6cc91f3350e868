"""Amounts of money: decimals in whole cents."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("1E12")
"""Amounts from here on are taken for mistakes; below it every sum is exact in 28 digits."""


def cents(amount: Decimal) -> Decimal:
    """The amount in whole cents, the half-way case rounded up (Regulation (EC) 1103/97, article 5)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def usable(amount: Decimal) -> bool:
    """Whether this is a number to reckon with at all: finite, and of a size that a ledger meets."""
    return amount.is_finite() and -LARGEST < amount < LARGEST


def whole_cents(amount: Decimal) -> bool:
    """Whether the amount is usable and has no fraction of a cent."""
    return usable(amount) and amount == cents(amount)
