"""Hears of every commit and remembers what later must be true of it; the cheap invariants are checked here at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.series import Series
from services.logistics.domain.stock_item import StockItem
from shared.contracts.codec import OutgoingRow
from shared.persistence.store import Commit


class BrokenInvariantError(AssertionError):
    """Something is true of the services that never may be; the text says what, in their words."""


def demand(holds: object, text: str) -> None:
    """Raises BrokenInvariantError unless it holds."""
    if not holds:
        raise BrokenInvariantError(text)


@dataclass(slots=True)
class Witness:
    """handled: messages that each service has decided on; sent: every message that was committed to be sent, by id;
    counted: message ids per service that have changed something."""

    handled: set[tuple[str, str]] = field(default_factory=set)
    sent: dict[str, OutgoingRow] = field(default_factory=dict)
    counted: set[tuple[str, str]] = field(default_factory=set)
    entries: dict[str, JournalEntry] = field(default_factory=dict)
    _series: dict[str, tuple[int, date | None]] = field(default_factory=dict)
    _invoices: dict[str, Invoice] = field(default_factory=dict)

    def heard(self, service: str, commit: Commit) -> None:
        for id in commit.handled:
            demand((service, id) not in self.counted, f"{service} let message {id} count twice")
            self.counted.add((service, id))
        for entity, _ in commit.saves:
            check = _CHECKS.get(type(entity))
            if check is not None:
                check(self, entity)
        for record in commit.adds:
            if isinstance(record, JournalEntry):
                self._entry(record)
        self.told(commit.outgoing)

    def told(self, rows: list[OutgoingRow]) -> None:
        self.sent.update((row.id, row) for row in rows)

    def _entry(self, entry: JournalEntry) -> None:
        debit = sum(line.debit for line in entry.lines)
        credit = sum(line.credit for line in entry.lines)
        demand(debit == credit and debit > 0, f"entry {entry.id}: {debit} debit, {credit} credit")
        demand(entry.id not in self.entries, f"entry {entry.id} was posted twice")
        self.entries[entry.id] = entry

    def _item(self, item: StockItem) -> None:
        demand(
            0 <= item.reserved <= item.on_hand and item.missing >= 0 and item.waiting >= 0,
            f"item {item.id}: {item.reserved} reserved of {item.on_hand}, {item.missing} missing, {item.waiting} wait",
        )

    def _number(self, series: Series) -> None:
        number, on = self._series.get(series.id, (0, None))
        demand(
            series.last_number > number and (on is None or (series.last_on or date.min) >= on),
            f"series {series.id} went from {number} of {on} to {series.last_number} of {series.last_on}",
        )
        self._series[series.id] = (series.last_number, series.last_on)

    def _invoice(self, invoice: Invoice) -> None:
        before = self._invoices.setdefault(invoice.id, invoice)
        demand(before == invoice, f"invoice {invoice.number} was changed after it was issued")


_CHECKS: dict[type[Any], Callable[[Witness, Any], None]] = {
    StockItem: Witness._item,
    Series: Witness._number,
    Invoice: Witness._invoice,
}
