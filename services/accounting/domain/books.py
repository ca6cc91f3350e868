"""The books of one ledger: up to when they are locked, and which years are closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from shared.contracts.decision import Key, Known


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year whose figures are final. result: profit, or loss below zero; entry, number: the opening entry of the
    year after it, empty when nothing was to be carried over."""

    year: int
    closed_at: datetime
    result: Decimal
    entry: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """Read by everything that posts, and guarded by its version: nothing is posted into a period in the moment in
    which it is locked.

    locked_until: the last day on which nothing more can be entered, None when every day is open; closed: oldest first.
    """

    id: str
    tenant: str
    ledger: str
    locked_until: date | None = None
    closed: tuple[ClosedYear, ...] = ()

    def is_locked(self, day: date) -> bool:
        return self.locked_until is not None and day <= self.locked_until

    def open_day(self, wanted: date) -> date:
        """The day wanted, or the first one after the lock."""
        if self.locked_until is None or wanted > self.locked_until:
            return wanted
        return self.locked_until + timedelta(days=1)

    def closing_of(self, year: int) -> ClosedYear | None:
        return next((one for one in self.closed if one.year == year), None)

    @property
    def closed_until(self) -> date | None:
        """The last day of the last closed year: what a lock may not go back behind."""
        return date(self.closed[-1].year, 12, 31) if self.closed else None


def books_id(tenant: str, ledger: str) -> str:
    return f"{tenant}/{ledger}"


def books_key(tenant: str, ledger: str) -> Key[Books]:
    return Key(Books, books_id(tenant, ledger), guard=True)


def books_of(known: Known, tenant: str, ledger: str) -> Books:
    """The books as they stand, or new ones in which every day is open."""
    return known.get(Books, books_id(tenant, ledger)) or Books(books_id(tenant, ledger), tenant, ledger)
