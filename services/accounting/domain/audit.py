"""The audit: everything that the books keep beside entries, reckoned again from entries alone."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from zlib import crc32

from services.accounting.domain.amount import ZERO
from services.accounting.domain.books import Books
from services.accounting.domain.chart import OPENING_JOURNAL, is_on_balance_sheet
from services.accounting.domain.grouping import amounts_of
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry, UnbalancedEntryError, refuse_unbalanced
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.month import Month, month_id
from services.accounting.domain.series import Series


@dataclass(slots=True)
class _Count:
    """Numbers of one series: how many, their sum, the highest. Of n different ones from 1 to n all three are known."""

    many: int = 0
    sum: int = 0
    highest: int = 0

    def seen(self, number: str) -> None:
        last = int(number.rpartition("-")[2])
        self.many, self.sum, self.highest = self.many + 1, self.sum + last, max(self.highest, last)

    @property
    def has_gap(self) -> bool:
        return self.many != self.highest or self.sum != self.many * (self.many + 1) // 2


@dataclass(slots=True)
class _Lines:
    """Lines of one party on one account, as a sum and a fingerprint that does not depend on their order."""

    sum: Decimal = ZERO
    many: int = 0
    print: int = 0

    def seen(self, entry: str, amount: Decimal) -> None:
        self.sum, self.many = self.sum + amount, self.many + 1
        self.print = (self.print + crc32(f"{entry}|{amount:.2f}".encode())) & 0xFFFF_FFFF_FFFF


@dataclass(slots=True)
class Audit:
    """Told of all entries first, then of everything else, one by one, in any order; memory grows with months, accounts
    and parties, not with entries."""

    findings: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _months: dict[str, Month] = field(default_factory=dict)
    _numbers: dict[str, _Count] = field(default_factory=lambda: defaultdict(_Count))
    _lines: dict[tuple[str, str, str], _Lines] = field(default_factory=lambda: defaultdict(_Lines))
    _grouped: dict[tuple[str, str, str], _Lines] = field(default_factory=lambda: defaultdict(_Lines))
    _codes: set[tuple[str, str]] = field(default_factory=set)
    _books: dict[str, Books] = field(default_factory=dict)
    _kept_months: set[str] = field(default_factory=set)
    _series: dict[str, int] = field(default_factory=dict)

    def entry(self, entry: JournalEntry) -> None:
        """Count an entry in."""
        self.counted["entries"] += 1
        self.counted["lines"] += len(entry.lines)
        try:
            refuse_unbalanced(entry.lines)
        except UnbalancedEntryError as unbalanced:
            self.findings.append(f"entry {entry.number} ({entry.id}): {unbalanced}")
        if not entry.piece or entry.piece_on is None:
            self.findings.append(f"entry {entry.number} ({entry.id}) names no piece")
        ledger = f"{entry.tenant}/{entry.ledger}"
        id = month_id(entry.tenant, entry.ledger, entry.entered_on)
        blank = Month(id, entry.tenant, entry.ledger, entry.entered_on.year, entry.entered_on.month)
        self._months[id] = self._months.get(id, blank).with_entry(entry)
        self._numbers[f"{ledger}/{entry.journal}/{entry.entered_on.year}"].seen(entry.number)
        for (account, party), amount in amounts_of(entry).items():
            self._lines[(ledger, account, party)].seen(entry.id, amount)

    def invoice(self, invoice: Invoice) -> None:
        """Count an invoice or credit note in."""
        self.counted["invoices"] += 1
        name = "FA" if invoice.kind == "invoice" else "AV"
        self._numbers[f"{invoice.tenant}/{invoice.ledger}/{name}/{invoice.issued_on.year}"].seen(
            invoice.number
        )

    def month(self, month: Month) -> None:
        """Compare the month with its entries."""
        self.counted["months"] += 1
        self._kept_months.add(month.id)
        found = self._months.get(month.id)
        if found is None:
            self.findings.append(f"month {month.id} is kept, and there are no entries in it")
        elif _plain(found) != _plain(month):
            self.findings.append(f"month {month.id}: {_difference(month, found)}")

    def group(self, group: Lettering) -> None:
        """Check a group of lines in itself; its lines are compared with those of entries at the end."""
        self.counted["groups"] += 1
        if group != group.holding(group.lines):
            self.findings.append(f"lettering {group.id}: its balance or state is not what its lines say")
        if group.code:
            code = (f"{group.tenant}/{group.ledger}", group.code)
            if code in self._codes:
                self.findings.append(f"lettering {group.id}: the letters {group.code} are given twice")
            self._codes.add(code)
        for line in group.lines:
            place = (f"{group.tenant}/{group.ledger}", group.account, line.party)
            self._grouped[place].seen(line.entry, line.amount)

    def series(self, series: Series) -> None:
        """Remember how far a series has counted."""
        self._series[series.id] = series.last_number

    def books(self, books: Books) -> None:
        """Remember what is closed."""
        self._books[books.id] = books

    def finished(self) -> list[str]:
        """All findings, once everything was told; empty when the books are right."""
        self._finish_series()
        for id in sorted(self._months.keys() - self._kept_months):
            self.findings.append(f"month {id} has entries, and its balances are not kept")
        for place in sorted(self._lines.keys() | self._grouped.keys()):
            entered, grouped = self._lines[place], self._grouped[place]
            if (entered.many, entered.sum, entered.print) != (grouped.many, grouped.sum, grouped.print):
                ledger, account, party = place
                self.findings.append(
                    f"{ledger}, account {account} of {party or 'nobody'}: {entered.many} lines of {entered.sum} were"
                    f" entered, {grouped.many} of {grouped.sum} are in groups"
                )
        for books in self._books.values():
            self._finish_years(books)
        return self.findings

    def _finish_series(self) -> None:
        for id, count in sorted(self._numbers.items()):
            if count.has_gap:
                self.findings.append(
                    f"series {id}: {count.many} numbers, the highest {count.highest}: one is missing or given twice"
                )
            if self._series.get(id, 0) != count.highest:
                self.findings.append(
                    f"series {id}: it has counted to {self._series.get(id, 0)}, and {count.highest} is the last in use"
                )
        for id in sorted(self._series.keys() - self._numbers.keys()):
            if self._series[id]:
                self.findings.append(f"series {id}: it has counted to {self._series[id]}, and none is in use")

    def _finish_years(self, books: Books) -> None:
        """What a closed year ended with is what the next one began with, to the cent, account by account."""
        for closed in books.closed:
            balances: dict[str, Decimal] = {}
            for number in range(1, 13):
                month = self._months.get(f"{books.id}/{closed.year:04d}-{number:02d}")
                for turnovers in (month.opening, month.accounts) if month else ():
                    for account, one in turnovers.items():
                        balances[account] = balances.get(account, ZERO) + one.debit - one.credit
            result = -sum((balances[one] for one in balances if not is_on_balance_sheet(one)), ZERO)
            january = self._months.get(f"{books.id}/{closed.year + 1:04d}-01")
            opened = {one: t.debit - t.credit for one, t in january.opening.items()} if january else {}
            carried = {one: amount for one, amount in balances.items() if is_on_balance_sheet(one) and amount}
            place = "120" if result > 0 else "129"
            carried[place] = carried.get(place, ZERO) - result
            carried = {one: amount for one, amount in carried.items() if amount}
            if result != closed.result or carried != opened:
                self.findings.append(
                    f"{books.id}: {closed.year} was closed with {closed.result}, its entries say {result};"
                    f" the {OPENING_JOURNAL} entry carries over {opened}, the accounts say {carried}"
                )


def _plain(month: Month) -> Month:
    """The month with its rates in order and without those that came to nothing."""
    vat = tuple(
        sorted((one for one in month.vat if one.net or one.vat), key=lambda one: (one.side, one.rate))
    )
    return replace(month, vat=vat)


def _difference(kept: Month, found: Month) -> str:
    if kept.entries != found.entries:
        return f"{kept.entries} entries are counted, there are {found.entries}"
    for name in ("accounts", "opening"):
        ours, theirs = getattr(kept, name), getattr(found, name)
        for account in sorted(ours.keys() | theirs.keys()):
            if ours.get(account) != theirs.get(account):
                return (
                    f"account {account} is kept as {ours.get(account)}, its entries say {theirs.get(account)}"
                )
    return f"VAT is kept as {kept.vat}, its entries say {found.vat}"
