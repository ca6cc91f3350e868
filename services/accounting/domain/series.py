"""Numbers without gaps, in the order of their dates.

Invoice numbers are unique, chronological and continuous, in several series where justified (CGI annexe II,
article 242 nonies A, I-7°); entry numbers form a continuous sequence (LPF, article A47 A-1).
"""

from dataclasses import dataclass
from datetime import date

from shared.contracts.decision import Key, Known


@dataclass(frozen=True, slots=True)
class Series:
    """The last number and date given in one series of one ledger and year.

    It is saved by the transaction that saves what carries the number, so a number is never lost nor given
    twice.
    """

    id: str
    tenant: str
    ledger: str
    name: str
    year: int
    last_number: int = 0
    last_on: date | None = None

    def earliest(self, today: date) -> date:
        """Today, or the series' last date where the clock has gone back behind it."""
        return today if self.last_on is None or self.last_on < today else self.last_on

    def taken(self, on: date) -> "Series":
        """The series once its next number was given on that date; raises ValueError for a date before the
        last one or of another year."""
        if self.last_on is not None and on < self.last_on:
            raise ValueError(f"{on} does not follow {self.last_on} in series {self.id}")
        return self.taken_for(on)

    def taken_for(self, on: date) -> "Series":
        """As `taken`, where an entry may carry an earlier day than the one before it: numbers go in the order in which
        entries were made final, days in that in which things happened. Raises ValueError for another year."""
        if on.year != self.year:
            raise ValueError(
                f"{on} does not follow {self.last_on} in series {self.id}: it is of another year"
            )
        return Series(self.id, self.tenant, self.ledger, self.name, self.year, self.last_number + 1, on)

    @property
    def number(self) -> str:
        """The last number as it is printed: `FA-2026-000042`, or `FA-lyon-2026-000042` beside the main
        ledger."""
        ledger = "" if self.ledger == "main" else f"{self.ledger}-"
        return f"{self.name}-{ledger}{self.year}-{self.last_number:06d}"


def series_id(tenant: str, ledger: str, name: str, year: int) -> str:
    return f"{tenant}/{ledger}/{name}/{year}"


def series_key(tenant: str, ledger: str, name: str, year: int) -> Key[Series]:
    return Key(Series, series_id(tenant, ledger, name, year))


def series_of(known: Known, tenant: str, ledger: str, name: str, year: int) -> Series:
    """The series as it stands, or a new one that has given no number yet."""
    id = series_id(tenant, ledger, name, year)
    return known.get(Series, id) or Series(id, tenant, ledger, name, year)
