"""What suppliers send: goods and invoices; and what customers send back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from services.intake.domain.case import Case
from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.stock_item import article_of
from shared.contracts.cases import SubmitCase
from shared.contracts.values import Line, Trace, VatAmount
from tests.simulation.goods import WAREHOUSES, an_article, trace_of
from tests.simulation.orders import a_document, a_party, a_submission

SUPPLIERS = ("F-1", "F-2")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sent:
    """A sale, and what left the house for it."""

    case: Case
    moved: tuple[MovedPieces, ...]


def vat_of(net: Decimal, rate: Decimal) -> VatAmount:
    return VatAmount(rate=rate, net=net, vat=(net * rate / 100).quantize(_CENT, ROUND_HALF_UP))


def a_supplier_invoice(random: Random, now: datetime) -> SubmitCase:
    """Every third is worth two persons; some do not add up, are of the year before, or come twice."""
    net = Decimal(random.choice((random.randrange(1, 90_000), 600_000, 500_001))) / 100
    amounts = [vat_of(net, Decimal(random.choice(("20", "5.5"))))]
    if random.random() < 0.1:
        amounts[0] = replace(amounts[0], vat=amounts[0].vat + 1)
    if random.random() < 0.3:
        amounts.append(vat_of(Decimal("12.34"), Decimal("10")))
    invoiced_on = (now - timedelta(days=random.choice((0, 1, 20, 80, 500, -9)))).date()
    answers = {
        "supplier_reference": f"INV {random.randrange(12 if random.random() < 0.2 else 10**9)}",
        "invoiced_on": invoiced_on.isoformat(),
    }
    if random.random() < 0.3:
        due_on = invoiced_on + timedelta(days=random.choice((30, 30, -3)))
        answers["due_on"] = due_on.isoformat()
    return replace(
        a_submission(random, now, "supplier_invoice"),
        supplier=random.choice(SUPPLIERS),
        currency="USD" if random.random() < 0.02 else "EUR",
        parties=(a_party(random, "supplier"),),
        documents=(a_document(random, "supplier_invoice", 0.15),),
        vat=tuple(amounts),
        answers=answers,
    )


def a_purchase_receipt(random: Random, now: datetime) -> SubmitCase:
    """Some bring what is on hand already, or what has expired."""
    return replace(
        a_submission(random, now, "purchase_receipt"),
        supplier=random.choice(SUPPLIERS),
        warehouse=random.choice(WAREHOUSES),
        currency="USD" if random.random() < 0.02 else "EUR",
        documents=(a_document(random, "delivery_note", 0.2),) if random.random() < 0.5 else (),
        lines=tuple(_bought(random, number) for number in range(1, random.randint(1, 2) + 1)),
    )


def _bought(random: Random, number: int) -> Line:
    article = an_article(random)
    quantity = random.randint(1, 20) if article != "S-1" else random.randint(1, 3)
    return Line(
        number=number,
        article=article,
        label="Bought",
        quantity=quantity,
        unit_price=Decimal(random.randrange(1, 2000)) / 100,
        vat_rate=Decimal("20"),
        trace=trace_of(random, article, quantity, sound=random.random() < 0.5),
    )


def a_return(random: Random, now: datetime, sent: Sent) -> SubmitCase:
    """A part of what was sent, or all; now and then more, or at another price."""
    sold = {line.article: line for line in sent.case.lines}
    gone = random.sample(sent.moved, random.randint(1, len(sent.moved)))
    lines = tuple(_back(random, number, one, sold) for number, one in enumerate(gone, start=1))
    return replace(
        a_submission(random, now, "return"),
        customer=sent.case.customer,
        currency=sent.case.currency,
        warehouse=random.choice((sent.case.warehouse, *WAREHOUSES)),
        of_case=sent.case.id,
        lines=lines,
        answers={"reason": "It does not fit", "condition": random.choice(("as_new", "damaged"))},
    )


def _back(random: Random, number: int, gone: MovedPieces, sold: dict[str, Line]) -> Line:
    line = sold[article_of(gone.item)]
    quantity = random.randint(1, -gone.quantity)
    if random.random() < 0.1 and not gone.serials:
        quantity += 1
    return Line(
        number=number,
        article=line.article,
        label=line.label,
        quantity=quantity,
        unit_price=line.unit_price + (1 if random.random() < 0.05 else 0),
        vat_rate=line.vat_rate,
        trace=Trace(lot=gone.lot, serials=gone.serials[:quantity]) if gone.lot or gone.serials else None,
    )
