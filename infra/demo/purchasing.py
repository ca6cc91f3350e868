"""What purchasing hands over: suppliers' invoices and goods from suppliers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from infra.demo.api import Json
from infra.demo.orders import line

_CENT = Decimal("0.01")
_DAYS_TO_PAY = 30


def vat_of(net: str, rate: str = "20") -> Json:
    """Net amount and the VAT of one rate, as an invoice states them."""
    vat = (Decimal(net) * Decimal(rate) / 100).quantize(_CENT, ROUND_HALF_UP)
    return {"rate": rate, "net": net, "vat": str(vat)}


def supplier_invoice(reference: str, supplier: str, *vat: Json) -> Json:
    """An invoice of today; the supplier's own number is the reference with its name before it."""
    today = datetime.now(UTC).date()
    return {
        "type": "supplier_invoice",
        "reference": reference,
        "supplier": supplier,
        "parties": [{"role": "supplier", "name": f"Maison {supplier}"}],
        "vat": list(vat),
        "answers": {
            "supplier_reference": f"{supplier}/{reference}",
            "invoiced_on": today.isoformat(),
            "due_on": (today + timedelta(days=_DAYS_TO_PAY)).isoformat(),
        },
    }


def purchase_receipt(reference: str, supplier: str, goods: Sequence[tuple[str, int, str]]) -> Json:
    """goods: article, pieces, and what one of them cost without VAT."""
    return {
        "type": "purchase_receipt",
        "reference": reference,
        "supplier": supplier,
        "lines": [line(article, pieces, cost) for article, pieces, cost in goods],
        "answers": {"delivered_on": datetime.now(UTC).date().isoformat()},
    }


def transfer_to(supplier: str, amount: str) -> Json:
    """The bank's side of paying a supplier, as an entry by hand."""
    return {
        "journal": "BQ",
        "entered_on": datetime.now(UTC).date().isoformat(),
        "piece": f"VIR {supplier}",
        "label": f"Virement {supplier}",
        "lines": [
            {"account": "401", "party": supplier, "debit": amount},
            {"account": "512", "credit": amount},
        ],
    }
