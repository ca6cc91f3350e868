"""Double entry: a journal entry balances or does not come into being, and never changes afterwards."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.accounting.domain.amount import ZERO
from shared.contracts.errors import RefusedError


class UnbalancedEntryError(RefusedError):
    """The debits and credits of an entry differ, or a line is not on exactly one side."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One amount on one account, debit or credit, above zero, in the entry's currency.

    party: the customer's or supplier's reference for lines on an auxiliary account (401, 411, 4191), never a name;
    vat_rate: per cent, on lines that are net amounts or VAT of a sale or purchase.
    """

    account: str
    debit: Decimal
    credit: Decimal
    label: str
    party: str = ""
    vat_rate: Decimal | None = None

    def reversed(self) -> "EntryLine":
        """The same amount on the other side."""
        return EntryLine(self.account, self.credit, self.debit, self.label, self.party, self.vat_rate)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A balanced record in a journal, posted once and for all (BOI-BIC-DECLA-30-10-20-40); a correction is a
    further entry that reverses this one.

    number: without gaps per journal and year; entered_on: date in the tenant's legal time zone; piece,
    piece_on: the invoice or payment behind it; for_erp: it was to be sent to an ERP; reverses: the entry it
    takes back; settles: the case whose open amounts it
    concerns, where that is another one; due_on: when what it puts on a customer's or supplier's account is to be paid;
    by: who entered it by hand, empty for what cases brought about. Raises UnbalancedEntryError.
    """

    id: str
    tenant: str
    ledger: str
    journal: str
    number: str
    entered_on: date
    piece: str
    piece_on: date
    label: str
    case: str
    currency: str
    lines: tuple[EntryLine, ...]
    posted_at: datetime
    for_erp: bool = False
    reverses: str = ""
    settles: str = ""
    due_on: date | None = None
    by: str = ""

    def __post_init__(self) -> None:
        refuse_unbalanced(self.lines)


def refuse_unbalanced(lines: tuple[EntryLine, ...]) -> None:
    """Raises UnbalancedEntryError unless debits equal credits over at least two one-sided lines."""
    debit = credit = ZERO
    for line in lines:
        if line.debit < 0 or line.credit < 0 or (line.debit > 0) == (line.credit > 0):
            raise UnbalancedEntryError(
                f"account {line.account}: a line is either debit or credit, above zero"
            )
        debit += line.debit
        credit += line.credit
    if debit != credit or len(lines) < 2:
        raise UnbalancedEntryError(
            f"debits {debit} and credits {credit} on {len(lines)} lines do not balance"
        )


def on_debit(
    account: str, amount: Decimal, label: str, party: str = "", vat_rate: Decimal | None = None
) -> EntryLine:
    """A line that puts the amount on the debit side, or on the credit side when it is negative."""
    if amount < 0:
        return EntryLine(account, ZERO, -amount, label, party, vat_rate)
    return EntryLine(account, amount, ZERO, label, party, vat_rate)


def on_credit(
    account: str, amount: Decimal, label: str, party: str = "", vat_rate: Decimal | None = None
) -> EntryLine:
    """A line that puts the amount on the credit side, or on the debit side when it is negative."""
    if amount < 0:
        return EntryLine(account, -amount, ZERO, label, party, vat_rate)
    return EntryLine(account, ZERO, amount, label, party, vat_rate)
