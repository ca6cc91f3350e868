"""Lettering (lettrage): lines on a customer's or supplier's account that settle each other.

A group holds lines of one party on one account. What belongs to one case is in one group from the start, because it is
unambiguous: the invoice, its payments, its credit notes. A person puts groups together, or takes one apart. Amounts
are never changed by it: the balances of all groups are the balance of the account.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.accounting.domain.amount import ZERO
from shared.contracts.decision import Key, derived_id

MOST_LINES = 200
"""In a group that a person puts together."""


@dataclass(frozen=True, slots=True)
class LetteredLine:
    """What one entry put on the account for the party. amount: debit above zero, credit below; due_on: when it is to
    be paid; origin: the group in which a search for this line begins (see `Lettering.into`)."""

    entry: str
    number: str
    piece: str
    on: date
    due_on: date
    amount: Decimal
    origin: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Lettering:
    """A group of lines. balance: their sum; open: whether it is other than zero; settled: it holds
    lines, and they balance; due_on: when the oldest amount that
    is not settled is to be paid; code: the letters, empty while nothing is matched; lettered_on: when lines were last
    matched; into: the group that took the lines over, empty mostly."""

    id: str
    tenant: str
    ledger: str
    account: str
    party: str
    lines: tuple[LetteredLine, ...] = ()
    balance: Decimal = ZERO
    open: bool = False
    due_on: date | None = None
    code: str = ""
    lettered_on: date | None = None
    into: str = ""
    settled: bool = False

    @property
    def is_matched(self) -> bool:
        """Whether it has amounts on both sides, so that something settles something."""
        return any(line.amount > 0 for line in self.lines) and any(line.amount < 0 for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether everything in it is settled."""
        return bool(self.code) and not self.open

    def holding(self, lines: tuple[LetteredLine, ...]) -> "Lettering":
        """The group with these lines in place of its own."""
        balance = sum((line.amount for line in lines), ZERO)
        after = replace(
            self,
            lines=lines,
            balance=balance,
            open=balance != 0,
            settled=bool(lines) and balance == 0,
            due_on=_oldest(lines, balance),
        )
        return after if after.is_matched else replace(after, code="", lettered_on=None)


def _oldest(lines: tuple[LetteredLine, ...], balance: Decimal) -> date | None:
    """When the oldest unsettled amount is due: what was paid settles the oldest first (Code civil, article 1342-10)."""
    if not balance:
        return None
    sign = 1 if balance > 0 else -1
    side = sorted((line for line in lines if line.amount * sign > 0), key=lambda line: line.due_on)
    settled = sum((line.amount for line in side), ZERO) - balance
    for line in side:
        settled -= line.amount
        if settled * sign < 0:
            return line.due_on
    return None


def letters(number: int) -> str:
    """1 is AAA, 2 AAB; after ZZZ comes AAAA."""
    number -= 1
    width = 3
    while number >= 26**width:
        number -= 26**width
        width += 1
    text = ""
    for _ in range(width):
        number, place = divmod(number, 26)
        text = chr(ord("A") + place) + text
    return text


@lru_cache(maxsize=10_000)
def group_of_case(case: str, account: str) -> str:
    """The group in which everything of a case on this account meets. A decision asks for it several times."""
    return f"let_{derived_id(case, account)}"


def group_of_entry(entry: str, account: str, party: str) -> str:
    """The group of what one entry put on the account, as long as it stands alone."""
    return f"let_{derived_id(entry, f'{account}/{party}')}"


def lettering_key(id: str) -> Key[Lettering]:
    """As somebody named it."""
    return Key(Lettering, id, named=True)
