"""Bodies of cases with defaults; a test states only what matters to it."""

from typing import Any

BUYER = {
    "role": "buyer",
    "name": "Ateliers Roche",
    "email": "achats@example.org",
    "address": {"line1": "4 rue des Forges", "postcode": "69003", "city": "Lyon", "country": "FR"},
    "vat_number": "FR83404833048",
}
APPLICANT = {
    "role": "applicant",
    "name": "Camille Martin",
    "bank_account": {"iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP"},
    "identity": {"number": "X4RTBPFW4", "expires_on": "2035-01-31"},
}


def a_line(
    article: str = "CH-100", quantity: int = 2, price: str = "50.00", vat: str = "20"
) -> dict[str, Any]:
    return {"article": article, "label": "Chaise", "quantity": quantity, "unit_price": price, "vat_rate": vat}


def an_order(*lines: dict[str, Any], signed: str = "", **changes: Any) -> dict[str, Any]:
    """A sales order of 120.00 EUR with VAT unless lines are given. signed: the document that is its signed order;
    without one it is of the type that wants none."""
    return {
        "type": "sales_order" if signed else "sales_order_bare",
        "reference": "WEB-1",
        "customer": "C-1",
        "parties": [BUYER],
        "lines": list(lines) or [a_line()],
        "documents": [{"id": signed, "kind": "signed_order"}] if signed else [],
        **changes,
    }


def a_customer_file(documents: dict[str, str], **changes: Any) -> dict[str, Any]:
    """documents: ids by kind; the type wants identity, proof_of_address and bank_details."""
    return {
        "type": "customer_file",
        "reference": "CRM-1",
        "parties": [APPLICANT],
        "documents": [{"id": id, "kind": kind} for kind, id in documents.items()],
        **changes,
    }


def a_complaint(**changes: Any) -> dict[str, Any]:
    """One that waits for a person's answer at once."""
    return {
        "type": "complaint",
        "reference": "CRM-77",
        "parties": [{"role": "contact", "name": "Sacha Petit", "email": "sacha@example.org"}],
        "answers": {"about": "delivery", "summary": "Nothing has come", "happened_on": "2026-03-01"},
        **changes,
    }
