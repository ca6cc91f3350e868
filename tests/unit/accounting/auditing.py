"""The books of a bench, added up anew from entries alone."""

from services.accounting.domain.audit import Audit
from services.accounting.domain.books import Books
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.month import Month
from services.accounting.domain.series import Series
from tests.support.deciding import Deciding


def audited(bench: Deciding) -> list[str]:
    """What is not as entries say."""
    audit = Audit()
    for entry in bench.all(JournalEntry):
        audit.entry(entry)
    for invoice in bench.all(Invoice):
        audit.invoice(invoice)
    for month in bench.all(Month):
        audit.month(month)
    for group in bench.all(Lettering):
        audit.group(group)
    for series in bench.all(Series):
        audit.series(series)
    for books in bench.all(Books):
        audit.books(books)
    return audit.finished()
