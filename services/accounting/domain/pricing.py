"""What lines amount to: net and VAT by rate.

A line's net is quantity times price in whole cents (EN 16931-1, BT-131); VAT is reckoned once per rate on
the sum of its lines and rounded to the cent (EN 16931-1, BR-CO-17), the half-way case up.
"""

from dataclasses import dataclass
from decimal import Decimal

from services.accounting.domain.amount import ZERO, cents, usable
from shared.contracts.values import Line, VatAmount

HUNDRED = Decimal(100)
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class RateTotal:
    """The lines of one VAT rate: what is sold, what is taken off (zero or below), and the VAT on both
    together."""

    rate: Decimal
    sales: Decimal
    rebates: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """What an invoice amounts to, highest rate first."""

    rates: tuple[RateTotal, ...]
    net: Decimal
    gross: Decimal

    def vat_amounts(self) -> tuple[VatAmount, ...]:
        return tuple(VatAmount(rate=total.rate, net=total.net, vat=total.vat) for total in self.rates)


@dataclass(frozen=True, slots=True)
class Unpriceable:
    """The lines cannot be invoiced; `reason` says which one, why, and what to do."""

    reason: str


def price(lines: tuple[Line, ...], vat_rates: frozenset[Decimal]) -> Price | Unpriceable:
    """The totals of the lines; a line with a negative price is a rebate at its rate."""
    reason = unusable(lines, vat_rates)
    if reason:
        return Unpriceable(reason)
    rates = tuple(by_rate(lines))
    net = vat = ZERO
    for total in rates:
        net += total.net
        vat += total.vat
    gross = net + vat
    if gross <= 0 or not usable(gross):
        return Unpriceable(f"the lines amount to {gross}: an invoice needs a total above zero")
    return Price(rates, net, gross)


def unusable(lines: tuple[Line, ...], vat_rates: frozenset[Decimal]) -> str:
    """Why the lines cannot be reckoned with, empty when they can."""
    if not lines:
        return "there are no lines to invoice"
    if len(lines) > MOST_LINES:
        return f"{len(lines)} lines are more than the {MOST_LINES} that one invoice can have"
    for line in lines:
        if not 0 < line.quantity < 1_000_000_000:
            return (
                f"line {line.number}: quantity {line.quantity} is not above zero; a return is a credit note"
            )
        if line.vat_rate.is_nan() or line.vat_rate not in vat_rates:
            known = ", ".join(f"{rate:f}" for rate in sorted(vat_rates))
            return (
                f"line {line.number}: VAT rate {line.vat_rate} is not in force; use one of {known} per cent"
            )
        if not (usable(line.unit_price) and usable(line.unit_price * line.quantity)):
            return f"line {line.number}: the price is not a usable number"
    return ""


def by_rate(lines: tuple[Line, ...]) -> list[RateTotal]:
    """What the lines amount to at each rate, highest first."""
    sales: dict[Decimal, Decimal] = {}
    rebates: dict[Decimal, Decimal] = {}
    for line in lines:
        net = cents(line.unit_price * line.quantity)
        side = rebates if net < 0 else sales
        side[line.vat_rate] = side.get(line.vat_rate, ZERO) + net
    totals = []
    for rate in sorted(sales.keys() | rebates.keys(), reverse=True):
        sold, off = sales.get(rate, ZERO), rebates.get(rate, ZERO)
        net = sold + off
        totals.append(RateTotal(rate, sold, off, net, cents(net * rate / HUNDRED)))
    return totals
