"""Reading invoices and credit notes.

Each reads as: id, kind (invoice or credit_note), number, issued_on, issued_at, ledger, case, case_number,
reference, customer, buyer (reference of the party, or None), currency, lines [{number, article, label,
quantity, unit_price, vat_rate}], vat [{rate, net, vat}], net, gross, prepaid, entry, credits (the invoice
that a credit note takes back, or None) and reason.
"""

from typing import Any

from pymongo.database import Database

from services.accounting.domain.posting import credit_note_id, invoice_id

MOST_MS = 2_000
Documents = Database[dict[str, Any]]


def invoices_of(database: Documents, tenant: str, case: str) -> list[dict[str, Any]]:
    """The case's invoice, then its credit note, as far as there are any."""
    wanted = {"_id": {"$in": [invoice_id(case), credit_note_id(case)]}, "tenant": tenant}
    rows = database.invoices.find(wanted, max_time_ms=MOST_MS)
    return sorted((_invoice(row) for row in rows), key=lambda one: str(one["kind"]), reverse=True)


def invoice(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One invoice or credit note by its id."""
    row = database.invoices.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
    return None if row is None else _invoice(row)


def _invoice(row: dict[str, Any]) -> dict[str, Any]:
    hidden = ("_id", "version", "tenant", "guarded_by")
    shown = {name: value for name, value in row.items() if name not in hidden}
    return {
        **shown,
        "id": row["_id"],
        "buyer": row["buyer"] or None,
        "credits": row["credits"] or None,
        "reason": row["reason"] or None,
    }
