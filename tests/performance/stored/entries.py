"""Many journal entries in no time: sales and their payments, a thousand at once, with the balances, groups and series
that posting would have left."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from pymongo.database import Database

from services.accounting.domain.books import Books, books_id
from services.accounting.domain.grouping import LetterCount
from services.accounting.domain.journal_entry import EntryLine, JournalEntry
from services.accounting.domain.lettering import LetteredLine, Lettering, group_of_case, letters
from services.accounting.domain.month import Month, Turnover, VatSum
from services.accounting.domain.posting import payment_entry_id, sale_entry_id
from services.accounting.domain.series import Series, series_id
from shared.contracts.decision import derived_id
from shared.persistence.mapping import to_document

TENANT, LEDGER = "bench", "main"
FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = FIRST.date()
_PIECE = 2_000
_SALE, _PAID = Decimal("120.00"), Decimal("120.00")
Documents = Database[dict[str, Any]]


def fill(database: Documents, entries: int) -> None:
    """Put so many entries (an even number) of one day into empty collections."""
    cases = entries // 2
    made = ((*_entries(n), _group(n)) for n in range(1, cases + 1))
    while piece := list(islice(made, _PIECE)):
        database.journal_entries.insert_many(
            [document for sale, payment, _ in piece for document in (sale, payment)], ordered=False
        )
        database.letterings.insert_many([group for _, _, group in piece], ordered=False)
    if cases:
        for name, entity in _summed(cases):
            database[name].insert_one(to_document(entity, 1))


def _case(number: int) -> str:
    return f"case_{derived_id('bench', str(number))}"


def _entries(number: int) -> Iterator[dict[str, Any]]:
    case, party, piece = _case(number), f"C-{number % 5000}", f"FA-2026-{number:06d}"
    at = FIRST + timedelta(milliseconds=number // 100)
    net, vat, zero = Decimal("100.00"), Decimal("20.00"), Decimal("0.00")
    sale = (
        EntryLine("411", _SALE, zero, f"Facture {piece}", party),
        EntryLine("707", zero, net, f"Facture {piece}", "", Decimal(20)),
        EntryLine("44571", zero, vat, f"TVA 20 % sur {piece}", "", Decimal(20)),
    )
    paid = (
        EntryLine("512", _PAID, zero, "Règlement client"),
        EntryLine("411", zero, _PAID, "Règlement client", party),
    )
    payment = f"pay_{number}"
    for id, journal, voucher, lines in (
        (sale_entry_id(case), "VE", piece, sale),
        (payment_entry_id(case, payment), "BQ", payment, paid),
    ):
        name = f"{journal}-2026-{number:06d}"
        entry = JournalEntry(
            id, TENANT, LEDGER, journal, name, DAY, voucher, DAY, lines[0].label, case, "EUR", lines, at
        )
        yield to_document(entry, 1)


def _group(number: int) -> dict[str, Any]:
    case, party = _case(number), f"C-{number % 5000}"
    id = group_of_case(case, "411")
    sale, paid = sale_entry_id(case), payment_entry_id(case, f"pay_{number}")
    lines = (
        LetteredLine(sale, f"VE-2026-{number:06d}", f"FA-2026-{number:06d}", DAY, DAY, _SALE, id, party),
        LetteredLine(paid, f"BQ-2026-{number:06d}", f"pay_{number}", DAY, DAY, -_PAID, id, party),
    )
    group = Lettering(id, TENANT, LEDGER, "411", party, code=letters(number), lettered_on=DAY)
    return to_document(group.holding(lines), 1)


def _summed(cases: int) -> Iterator[tuple[str, Any]]:
    """What the books keep beside entries."""
    zero = Decimal("0.00")
    accounts = {
        "411": Turnover(_SALE * cases, _PAID * cases, 2 * cases),
        "707": Turnover(zero, Decimal(100) * cases, cases),
        "44571": Turnover(zero, Decimal(20) * cases, cases),
        "512": Turnover(_PAID * cases, zero, cases),
    }
    vat = (VatSum("collected", Decimal(20), Decimal(100) * cases, Decimal(20) * cases),)
    id = f"{TENANT}/{LEDGER}/2026-03"
    yield "months", Month(id, TENANT, LEDGER, 2026, 3, 2 * cases, accounts, {}, vat)
    for name in ("VE", "BQ"):
        yield "series", Series(series_id(TENANT, LEDGER, name, 2026), TENANT, LEDGER, name, 2026, cases, DAY)
    yield "letter_counts", LetterCount(f"{TENANT}/{LEDGER}", TENANT, LEDGER, cases)
    yield "books", Books(books_id(TENANT, LEDGER), TENANT, LEDGER)
