"""How much of an invoice credit notes have taken back, and what may still be."""

from dataclasses import dataclass, replace
from decimal import Decimal

from services.accounting.domain.amount import ZERO, cents
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.pricing import RateTotal, by_rate
from shared.contracts.decision import Key
from shared.contracts.values import Line, VatAmount

MOST_NOTES = 1000
_Kind = tuple[str, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class CreditedQuantity:
    """Pieces of one article at one price and rate that were credited."""

    article: str
    unit_price: Decimal
    vat_rate: Decimal
    quantity: int


@dataclass(frozen=True, slots=True)
class Credited:
    """What was taken back of one invoice in part; its id is the invoice's. notes: the ids of the credit notes that
    stand; vat: their net amounts and VAT by rate; gross: their sum."""

    id: str
    tenant: str
    notes: tuple[str, ...] = ()
    quantities: tuple[CreditedQuantity, ...] = ()
    vat: tuple[VatAmount, ...] = ()
    gross: Decimal = ZERO

    def moved(self, note: Invoice, sign: int) -> "Credited":
        """Once the note counts (1), or does not any more (-1)."""
        counts = _counts(self.quantities)
        for line in note.lines:
            counts[_kind(line)] = counts.get(_kind(line), 0) + sign * line.quantity
        sums = {amount.rate: (amount.net, amount.vat) for amount in self.vat}
        for amount in note.vat:
            net, vat = sums.get(amount.rate, (ZERO, ZERO))
            sums[amount.rate] = (net + sign * amount.net, vat + sign * amount.vat)
        return replace(
            self,
            notes=(*self.notes, note.id) if sign > 0 else tuple(id for id in self.notes if id != note.id),
            quantities=tuple(CreditedQuantity(*kind, quantity) for kind, quantity in counts.items()),
            vat=tuple(VatAmount(rate=rate, net=net, vat=vat) for rate, (net, vat) in sums.items()),
            gross=self.gross + sign * note.gross,
        )


def credited_key(invoice: str) -> Key[Credited]:
    return Key(Credited, invoice)


def left_of(invoice: Invoice, credited: Credited) -> tuple[Line, ...]:
    """The invoice's lines with the quantities that were not credited."""
    gone = dict(_counts(credited.quantities))
    left = []
    for line in invoice.lines:
        taken = min(gone.get(_kind(line), 0), line.quantity)
        gone[_kind(line)] = gone.get(_kind(line), 0) - taken
        if line.quantity > taken:
            left.append(replace(line, quantity=line.quantity - taken))
    return tuple(left)


def beyond(lines: tuple[Line, ...], invoice: Invoice, credited: Credited) -> str:
    """Why these lines cannot be credited, empty when they can: no article, price, rate or quantity that the invoice
    does not have any more, and at no rate more than is left."""
    left: dict[_Kind, int] = {}
    for line in left_of(invoice, credited):
        left[_kind(line)] = left.get(_kind(line), 0) + line.quantity
    for line in lines:
        rest = left.get(_kind(line), 0)
        if line.quantity > rest:
            return (
                f"line {line.number}: {line.quantity} of {line.article} at {line.unit_price} and {line.vat_rate:f} %"
                f" VAT are to be credited, and {rest} are left on invoice {invoice.number}"
            )
        left[_kind(line)] = rest - line.quantity
    for total in by_rate(lines):
        net, _ = _left_at(total.rate, invoice, credited)
        if total.net > net:
            return (
                f"{total.net} at {total.rate:f} % VAT are to be credited, and {net} are left on invoice"
                f" {invoice.number}, rebates considered"
            )
    return ""


def totals_of(lines: tuple[Line, ...], invoice: Invoice, credited: Credited) -> tuple[RateTotal, ...]:
    """By rate, the VAT such that several credit notes never give back more than the invoice charged, and the last
    one gives back all that is left."""
    totals = []
    for total in by_rate(lines):
        net, vat = _left_at(total.rate, invoice, credited)
        given = vat if total.net == net else min(cents(total.net * total.rate / 100), vat)
        totals.append(replace(total, vat=given))
    return tuple(totals)


def _left_at(rate: Decimal, invoice: Invoice, credited: Credited) -> tuple[Decimal, Decimal]:
    net = vat = ZERO
    for amount in invoice.vat:
        if amount.rate == rate:
            net, vat = net + amount.net, vat + amount.vat
    for amount in credited.vat:
        if amount.rate == rate:
            net, vat = net - amount.net, vat - amount.vat
    return net, vat


def _kind(line: Line) -> _Kind:
    return line.article, line.unit_price.normalize(), line.vat_rate.normalize()


def _counts(quantities: tuple[CreditedQuantity, ...]) -> dict[_Kind, int]:
    return {
        (one.article, one.unit_price.normalize(), one.vat_rate.normalize()): one.quantity
        for one in quantities
    }
