"""What a month's entries come to, kept by the commits that post them: no figure of the books has to be added up from
entries when it is asked for. `python -m services.accounting.check` proves that it is what the entries say."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import OPENING_JOURNAL
from services.accounting.domain.journal_entry import EntryLine, JournalEntry
from shared.contracts.decision import Key, Known

VatSide = Literal["collected", "deductible"]


@dataclass(frozen=True, slots=True)
class Turnover:
    """What was put on one account: the sum of each side, and of how many lines."""

    debit: Decimal = ZERO
    credit: Decimal = ZERO
    lines: int = 0

    def with_line(self, line: EntryLine) -> "Turnover":
        return Turnover(self.debit + line.debit, self.credit + line.credit, self.lines + 1)


@dataclass(frozen=True, slots=True)
class VatSum:
    """Net amounts and VAT at one rate: of sales (collected) or of purchases (deductible), less what was taken back."""

    side: VatSide
    rate: Decimal
    net: Decimal = ZERO
    vat: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one ledger. accounts: by number; opening: the same of opening entries alone (January); vat: as far
    as lines say their rate. It grows with the chart of accounts, not with what is posted."""

    id: str
    tenant: str
    ledger: str
    year: int
    month: int
    entries: int = 0
    accounts: dict[str, Turnover] = field(default_factory=dict)
    opening: dict[str, Turnover] = field(default_factory=dict)
    vat: tuple[VatSum, ...] = ()

    def with_entry(self, entry: JournalEntry) -> "Month":
        """The month once the entry is counted in."""
        opens = entry.journal == OPENING_JOURNAL
        sums = dict(self.opening if opens else self.accounts)
        for line in entry.lines:
            sums[line.account] = sums.get(line.account, _NONE).with_line(line)
        vat = self.vat
        for line in entry.lines:
            vat = _with_vat(vat, line)
        counted = self.entries + 1
        if opens:
            return replace(self, entries=counted, opening=sums, vat=vat)
        return replace(self, entries=counted, accounts=sums, vat=vat)


_NONE = Turnover()


def _with_vat(sums: tuple[VatSum, ...], line: EntryLine) -> tuple[VatSum, ...]:
    if line.vat_rate is None:
        return sums
    amount = line.credit - line.debit
    if line.account.startswith("4457") or line.account[0] == "7":
        side: VatSide = "collected"
    else:
        side, amount = "deductible", -amount
    found = next((one for one in sums if one.side == side and one.rate == line.vat_rate), None)
    before = found or VatSum(side, line.vat_rate)
    if line.account.startswith("445"):
        after = replace(before, vat=before.vat + amount)
    else:
        after = replace(before, net=before.net + amount)
    return (*(one for one in sums if one is not found), after)


def month_id(tenant: str, ledger: str, day: date) -> str:
    return f"{tenant}/{ledger}/{day.year:04d}-{day.month:02d}"


def month_key(tenant: str, ledger: str, day: date) -> Key[Month]:
    return Key(Month, month_id(tenant, ledger, day))


def month_of(known: Known, tenant: str, ledger: str, day: date) -> Month:
    """The month as it stands, or a new one in which nothing was entered."""
    id = month_id(tenant, ledger, day)
    return known.get(Month, id) or Month(id, tenant, ledger, day.year, day.month)
