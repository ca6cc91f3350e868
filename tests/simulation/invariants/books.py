"""The books: entries balance and are posted once, numbers have no gaps, every movement of money counts once."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.payment import Payment
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import RecordPayment
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Books:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._entries: dict[str, JournalEntry] = {}
        self._invoices: dict[str, Invoice] = {}
        self._series: dict[str, Series] = {}
        self._last: dict[str, tuple[int, str]] = {}
        self._told: set[str] = set()
        self._kept: set[str] = set()
        self._cents: Counter[str] = Counter()
        self._new: list[Invoice] = []

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            JournalEntry: self._entry,
            Invoice: self._invoice,
            Series: self._taken,
            Payment: self._payment,
            RecordPayment: lambda message: self._told.add(message.payment),
        }

    def _entry(self, entry: JournalEntry) -> None:
        debit = sum(line.debit for line in entry.lines)
        credit = sum(line.credit for line in entry.lines)
        assert debit == credit and debit > 0, f"entry {entry.id}: {debit} debit, {credit} credit"
        assert entry.id not in self._entries, f"entry {entry.id} was posted twice"
        self._entries[entry.id] = entry
        in_order = entry.journal in ("VE", "BQ") and not entry.by
        self._follows("entry", entry.tenant, entry.number, str(entry.entered_on) if in_order else "")

    def _invoice(self, invoice: Invoice) -> None:
        if invoice.id in self._invoices:
            assert self._invoices[invoice.id] == invoice, (
                f"invoice {invoice.number} was changed after it was issued"
            )
            return
        self._invoices[invoice.id] = invoice
        self._new.append(invoice)
        self._follows("invoice", invoice.tenant, invoice.number, str(invoice.issued_on))

    def _follows(self, what: str, tenant: str, number: str, on: str) -> None:
        """Per series 1, 2, 3 and so on, with dates that never go back, where they follow each other at all."""
        series, _, counted = number.rpartition("-")
        last, last_on = self._last.get(f"{tenant} {series}", (0, ""))
        assert int(counted) == last + 1 and (not on or on >= last_on), (
            f"{what} {number} of {on} follows number {last} of {last_on}"
        )
        self._last[f"{tenant} {series}"] = (int(counted), on or last_on)

    def _taken(self, series: Series) -> None:
        before = self._series.get(series.id)
        assert before is None or series.last_number > before.last_number, f"{series} does not follow {before}"
        self._series[series.id] = series

    def _payment(self, payment: Payment) -> None:
        assert payment.payment not in self._kept, f"payment {payment.id} was kept twice"
        assert bool(payment.entry) != bool(payment.refused), (
            f"payment {payment.id} neither counts nor is refused"
        )
        self._kept.add(payment.payment)
        if payment.entry:
            self._cents[payment.case] += int(payment.amount * 100)

    def check(self) -> None:
        assert self._kept == self._told, "not every payment is kept once"
        for series in self._series.values():
            name = f"{series.tenant} {series.number.rpartition('-')[0]}"
            given = self._last.get(name, (0, ""))[0]
            assert series.last_number == given, f"{series} stands at a number that nothing carries: {given}"
        for invoice in self._new:
            self._check_entry(self._entries.get(invoice.entry), invoice)
        self._new.clear()
        for case in self._evidence.touched:
            settlement = self._evidence.find("accounting", Settlement, case)
            if settlement is not None:
                came = self._cents[case]
                assert settlement.received * 100 == came, f"{settlement}, but {came} cents came"

    def _check_entry(self, entry: JournalEntry | None, invoice: Invoice) -> None:
        assert entry is not None, f"{invoice.number} has no entry"
        if entry is not None and entry.reverses:
            reversed_lines = tuple(line.reversed() for line in self._entries[entry.reverses].lines)
            assert entry.lines == reversed_lines, f"entry {entry.id} does not take back {entry.reverses}"
