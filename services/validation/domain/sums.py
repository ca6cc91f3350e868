"""Do the totals that were given match the lines?

A line's net amount is rounded to two decimals first (EN 16931, BR-DEC-23), the totals add up rounded lines
(BR-CO-10), and VAT is reckoned per rate on the net amount at that rate and rounded to two decimals (BR-CO-17;
CGI, annexe II, article 242 nonies A asks for both per rate). Half a cent counts as one (CIBS, article
L131-2). Since
French practice accepts rounding VAT line by line as well, a total that only differs by that is accepted, and
said.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from services.validation.domain.rule import Rule
from shared.contracts.values import Finding, Line, Totals, VatAmount

CENT = Decimal("0.01")

UNEQUAL = Rule(
    id="sums.unequal",
    severity="error",
    message_en="The {total} total given is {given}, but the lines amount to {reckoned}.",
    message_fr="Le total {total_fr} indiqué est de {given}, mais les lignes font {reckoned}.",
    remedy_en="Correct the total or the lines.",
    remedy_fr="Corrigez le total ou les lignes.",
)

ROUNDED_BY_LINE = Rule(
    id="sums.rounded_by_line",
    severity="info",
    message_en="The {total} total given, {given}, rounds VAT line by line; rounded by rate it is {reckoned}.",
    message_fr="Le total {total_fr} indiqué, {given}, arrondit la TVA par ligne ; par taux il est {reckoned}.",
    remedy_en="The invoice will show the amount rounded by rate.",
    remedy_fr="La facture portera le montant arrondi par taux.",
)

_FRENCH = {"net": "HT", "vat": "de TVA", "gross": "TTC"}


def sums(
    lines: Sequence[Line], totals: Totals | None, amounts: Sequence[VatAmount] = ()
) -> Iterator[Finding]:
    """One finding per given total that the lines do not amount to; or, without lines, the amounts by VAT rate."""
    if totals is None:
        return
    if amounts and not lines:
        yield from _of_amounts(totals, amounts)
        return
    net = sum((_net(line) for line in lines), Decimal(0))
    by_rate, by_line = _vat_by_rate(lines), _vat_by_line(lines)
    yield from _compared("net", totals.net, net, net)
    yield from _compared("vat", totals.vat, by_rate, by_line)
    yield from _compared("gross", totals.gross, net + by_rate, net + by_line)


def _of_amounts(totals: Totals, amounts: Sequence[VatAmount]) -> Iterator[Finding]:
    net = sum((amount.net for amount in amounts), Decimal(0))
    vat = sum((amount.vat for amount in amounts), Decimal(0))
    yield from _compared("net", totals.net, net, net)
    yield from _compared("vat", totals.vat, vat, vat)
    yield from _compared("gross", totals.gross, net + vat, net + vat)


def _compared(total: str, given: Decimal | None, reckoned: Decimal, by_line: Decimal) -> Iterator[Finding]:
    if given is None or given == reckoned:
        return
    rule = ROUNDED_BY_LINE if given == by_line else UNEQUAL
    yield rule.at(
        f"/totals/{total}", total=total, total_fr=_FRENCH[total], given=str(given), reckoned=str(reckoned)
    )


def _net(line: Line) -> Decimal:
    return _rounded(line.quantity * line.unit_price)


def _vat_by_rate(lines: Sequence[Line]) -> Decimal:
    bases: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        bases[line.vat_rate] += _net(line)
    return sum((_rounded(base * rate / 100) for rate, base in bases.items()), Decimal(0))


def _vat_by_line(lines: Sequence[Line]) -> Decimal:
    return sum((_rounded(_net(line) * line.vat_rate / 100) for line in lines), Decimal(0))


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
