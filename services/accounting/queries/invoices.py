"""Reading invoices and credit notes.

Each reads as: id, kind (invoice or credit_note), number, issued_on, issued_at, ledger, case, case_number,
reference, customer, buyer, recipient (references of parties, or None), currency, lines [{number, article, label,
quantity, unit_price, vat_rate, net}], vat [{rate, net, vat}], net, gross, prepaid, entry, credits (the invoice
that a credit note takes back, or the credit note that an invoice does, or None), credited_number and credited_on (of
that one), reason, terms, due_on (None for credit notes), supplies
(goods or services), open (what was left to pay when it was issued; what a credit note gives back) and seller (who
issued it, as it was then, or None).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from services.accounting.domain.amount import cents
from services.accounting.domain.posting import credit_note_id, invoice_id
from services.accounting.queries.days import within
from services.accounting.queries.older import older_than, together

MOST_MS = 2_000
MOST_ROWS = 200
KINDS = ("invoice", "credit_note")
Documents = Database[dict[str, Any]]


def invoices_of(database: Documents, tenant: str, case: str) -> list[dict[str, Any]]:
    """The case's invoice, its credit note, and those by which other cases returned parts of it, as they were issued."""
    partly = database.credited_invoices.find_one(
        {"_id": invoice_id(case), "tenant": tenant}, {"notes": 1}, max_time_ms=MOST_MS
    )
    ids = [invoice_id(case), credit_note_id(case), *(partly["notes"] if partly else ())]
    rows = database.invoices.find({"_id": {"$in": ids}, "tenant": tenant}, max_time_ms=MOST_MS)
    return sorted((_invoice(row) for row in rows), key=lambda one: (one["issued_at"], one["number"]))


def invoice(database: Documents, tenant: str, id: str) -> dict[str, Any] | None:
    """One invoice or credit note by its id."""
    row = database.invoices.find_one({"_id": id, "tenant": tenant}, max_time_ms=MOST_MS)
    return None if row is None else _invoice(row)


def invoices(
    database: Documents,
    tenant: str,
    *,
    kind: str | None = None,
    customer: str | None = None,
    number: str | None = None,
    since: date | None = None,
    until: date | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Invoices and credit notes, newest first, at most `limit` and never more than 200, without their lines.

    since, until: days of issue, both included; before: the id of the last one of the page before."""
    wanted: dict[str, Any] = {"tenant": tenant, "kind": {"$in": list(KINDS)} if kind is None else kind}
    place: dict[str, Any] = {}
    if before is not None:
        last = database.invoices.find_one({"_id": before, "tenant": tenant}, max_time_ms=MOST_MS)
        if last is None:
            return []
        place = older_than(last, "issued_at")
    for name, value in (("customer", customer), ("number", number)):
        if value is not None:
            wanted[name] = value
    days = within("issued_on", "issued_at", since, until)
    rows = database.invoices.find(together(wanted, days, place), {"lines": 0}, max_time_ms=MOST_MS)
    found = rows.sort([("issued_at", -1), ("_id", -1)]).limit(max(1, min(limit, MOST_ROWS)))
    return [_invoice(row) for row in found]


def _invoice(row: dict[str, Any]) -> dict[str, Any]:
    hidden = ("_id", "version", "tenant", "guarded_by", "seller")
    shown = {name: value for name, value in row.items() if name not in hidden}
    return {
        **shown,
        "id": row["_id"],
        "buyer": row["buyer"] or None,
        "recipient": row.get("recipient") or None,
        "credits": row["credits"] or None,
        "reason": row["reason"] or None,
        "terms": row.get("terms", "on_account"),
        "due_on": row.get("due_on"),
        "seller": row.get("seller"),
        "credited_number": row.get("credited_number") or None,
        "credited_on": row.get("credited_on"),
        "supplies": row.get("supplies", "goods"),
        "open": str(
            Decimal(row["gross"]) - Decimal(row["prepaid"]) if row["kind"] == "invoice" else row["gross"]
        ),
        **({"lines": [_line(line) for line in row["lines"]]} if "lines" in row else {}),
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "net": str(cents(Decimal(line["unit_price"]) * line["quantity"]))}


def siren_of(database: Documents, tenant: str) -> str:
    """The SIREN of who issued the last invoice, empty where none says."""
    wanted = {"tenant": tenant, "kind": {"$in": list(KINDS)}}
    rows = database.invoices.find(wanted, {"seller.siren": 1}, max_time_ms=MOST_MS)
    for row in rows.sort([("issued_at", -1), ("_id", -1)]).limit(1):
        return str((row.get("seller") or {}).get("siren", ""))
    return ""
