"""Check the books: `python -m services.accounting.check [tenant ...]`.

Reads MONGODB_URL and the database `coulisse_accounting` (or COULISSE_ACCOUNTING_DATABASE), adds everything up anew from
journal entries alone, and says what is not as it is kept. Ends with 0 when the books are right, 1 when they are not, 2
when they could not be read. To be run while nothing is posted, or against a copy: what is posted meanwhile may be
reported.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from services.accounting.domain.audit import Audit
from services.accounting.domain.books import Books
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.month import Month
from services.accounting.domain.series import Series
from shared.persistence.mapping import from_document
from shared.persistence.mongo import connect

DATABASE = "coulisse_accounting"
MOST_SHOWN = 50
Documents = Database[dict[str, Any]]


def audited(database: Documents, tenants: Sequence[str] = ()) -> Audit:
    """The audit of these tenants' books, or everybody's; `finished` says what was found."""
    audit = Audit()
    told: tuple[tuple[str, type[Any], Callable[[Any], None]], ...] = (
        ("journal_entries", JournalEntry, audit.entry),
        ("invoices", Invoice, audit.invoice),
        ("months", Month, audit.month),
        ("letterings", Lettering, audit.group),
        ("series", Series, audit.series),
        ("books", Books, audit.books),
    )
    for name, kind, tell in told:
        for document in _documents(database, name, tenants):
            document.pop("guarded_by", None)
            try:
                known = from_document(document, kind)
            except Exception as broken:  # noqa: BLE001 - whatever is wrong with one document is a finding, not an end
                audit.findings.append(f"{name} {document.get('id')}: {broken}")
            else:
                tell(known)
    return audit


def _documents(database: Documents, name: str, tenants: Sequence[str]) -> Iterable[dict[str, Any]]:
    wanted = {"tenant": {"$in": list(tenants)}} if tenants else {}
    return database[name].find(wanted, batch_size=1000)


def main(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Print the report; the exit status."""
    url = environ.get("MONGODB_URL", "")
    if not url:
        sys.stderr.write("check: MONGODB_URL is missing: the address of the database.\n")
        return 2
    started = time.monotonic()
    try:
        with connect(url) as client:
            database = client[environ.get("COULISSE_ACCOUNTING_DATABASE", DATABASE)]
            audit = audited(database, arguments)
    except PyMongoError as away:
        sys.stderr.write(f"check: the database cannot be read: {away}\n")
        return 2
    findings = audit.finished()
    sys.stdout.write(_report(audit, findings, arguments, time.monotonic() - started))
    return 1 if findings else 0


def _report(audit: Audit, findings: list[str], tenants: Sequence[str], seconds: float) -> str:
    counted = ", ".join(f"{count:,} {name}" for name, count in audit.counted.items()) or "nothing posted"
    lines = [f"Books of {', '.join(tenants) or 'all tenants'}: {counted}, in {seconds:.1f} s"]
    lines += [f"  WRONG  {finding}" for finding in findings[:MOST_SHOWN]]
    if len(findings) > MOST_SHOWN:
        lines.append(f"  ... and {len(findings) - MOST_SHOWN} more")
    right = "Entries balance, series have no gap, balances and lettering are what the entries say."
    return "\n".join([*lines, "The books are not right." if findings else right, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
