"""Messages of accounting: what an accountant does by hand."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.accounts import BY_LEDGER
from shared.contracts.message import Message, command
from shared.contracts.values import Actor

HandJournal = Literal["OD", "BQ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLine:
    """One amount on one account, debit or credit, in the ledger's currency. party: whose, on accounts that are kept
    by customer or supplier."""

    account: str
    debit: Decimal = Decimal("0.00")
    credit: Decimal = Decimal("0.00")
    party: str = ""
    label: str = ""


@command("account.define.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class DefineAccount(Message):
    """Add an account to a ledger's chart, or give it another name. `at` is when it was asked for."""

    ledger: str
    number: str
    name: str
    at: datetime
    actor: Actor


@command("entry.post.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class PostEntry(Message):
    """Post an entry by hand. `entry` is the id made at the door; due_on: when what it puts on a customer's or
    supplier's account is to be paid, None for the day of the entry."""

    entry: str
    ledger: str
    journal: HandJournal
    entered_on: date
    piece: str
    piece_on: date
    label: str
    lines: tuple[HandLine, ...]
    actor: Actor
    due_on: date | None = None


@command("entry.reverse.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class ReverseEntry(Message):
    """Take an entry back that was posted by hand: by a further entry, which turns its sides round."""

    entry: str
    ledger: str
    entered_on: date
    actor: Actor


@command("period.lock.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class LockPeriod(Message):
    """Nothing is entered any more on days up to `until`; an earlier day than before opens days again."""

    ledger: str
    until: date
    actor: Actor


@command("year.close.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class CloseYear(Message):
    """Make a year's figures final, and carry its balances into the next one."""

    ledger: str
    year: int
    actor: Actor


@command("lettering.match.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class MatchLines(Message):
    """These groups of lines settle each other: what they hold becomes one group."""

    ledger: str
    letterings: tuple[str, ...]
    actor: Actor


@command("lettering.unmatch.v1", by="gateway", to="accounting", partition_by=BY_LEDGER)
class UnmatchLines(Message):
    """The lines of this group do not settle each other: each stands alone again."""

    ledger: str
    lettering: str
    actor: Actor
