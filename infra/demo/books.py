"""Do the books balance, does the stock add up? What is true at the end whatever happened on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from infra.demo.api import Json
from infra.demo.story import PATIENCE, Cast
from infra.local.waiting import wait_until

_STOCK = "370"
_FEC_ACCOUNT, _FEC_DEBIT, _FEC_CREDIT = 4, 11, 12


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything that was posted. by_kind: entries by the code of their journal. Money in euros."""

    by_kind: dict[str, int]
    debit: Decimal
    credit: Decimal
    booked_in_erp: int
    invoices: int
    credit_notes: int

    @property
    def entries(self) -> int:
        return sum(self.by_kind.values())

    @property
    def is_right(self) -> bool:
        """Debits equal credits, and the ERP has every entry once."""
        return self.debit == self.credit and self.booked_in_erp == self.entries


@dataclass(frozen=True, slots=True)
class TaxFile:
    """The tax office's file of the year. unlike: accounts of which the trial balance says something else."""

    lines: int
    debit: Decimal
    credit: Decimal
    accounts: int
    unlike: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return self.debit == self.credit and not self.unlike


@dataclass(frozen=True, slots=True)
class Stock:
    """Pieces in all warehouses; worth: what they cost, beside what account 370 says. unequal: articles whose movements
    say something else than the shelf."""

    houses: int
    on_hand: int
    moved: int
    promised: int
    worth: Decimal
    in_the_books: Decimal
    unequal: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return not self.unequal and self.worth == self.in_the_books


@dataclass(frozen=True, slots=True)
class Books:
    """Sums over everything that one run did."""

    journal: Journal
    tax_file: TaxFile
    stock: Stock

    @property
    def balance(self) -> bool:
        return self.journal.is_right and self.tax_file.is_right and self.stock.is_right


def read_books(cast: Cast) -> Books:
    """Waits until the ERP has heard of everything and the books of every movement, then adds up."""
    found: list[Books] = []

    def is_settled() -> bool:
        found[:] = [_read(cast)]
        return found[0].balance

    wait_until(is_settled, PATIENCE, every=0.5)
    return found[0]


def _read(cast: Cast) -> Books:
    entries = cast.accountant.journal()
    month = max(entry["entered_on"] for entry in entries)[:7]
    trial = cast.accountant.trial_balance(month)["accounts"]
    closing = {row["account"]: Decimal(row["closing"]) for row in trial}
    return Books(
        _journal(cast, entries),
        _tax_file(cast.accountant.tax_file(month[:4]), closing),
        _stock(cast, closing.get(_STOCK, Decimal(0))),
    )


def _journal(cast: Cast, entries: list[Json]) -> Journal:
    keys = {entry["id"] for entry in entries}
    pieces = [entry["piece"] for entry in entries]
    lines = [line for entry in entries for line in entry["lines"]]
    codes = [entry["journal"] for entry in entries]
    return Journal(
        by_kind={code: codes.count(code) for code in sorted(set(codes))},
        debit=sum((Decimal(line["debit"]) for line in lines), Decimal(0)),
        credit=sum((Decimal(line["credit"]) for line in lines), Decimal(0)),
        booked_in_erp=sum(one["idempotency_key"] in keys for one in cast.partners.booked()),
        invoices=sum(piece.startswith("FA-") for piece in pieces),
        credit_notes=sum(piece.startswith("AV-") for piece in pieces),
    )


def _tax_file(file: str, closing: Mapping[str, Decimal]) -> TaxFile:
    rows = [row.split("\t") for row in file.split("\r\n")[1:-1]]
    debits, credits = Counter[str](), Counter[str]()
    for row in rows:
        debits[row[_FEC_ACCOUNT]] += _cents(row[_FEC_DEBIT])
        credits[row[_FEC_ACCOUNT]] += _cents(row[_FEC_CREDIT])
    balances = {account: Decimal(debits[account] - credits[account]) / 100 for account in debits}
    return TaxFile(
        lines=len(rows),
        debit=Decimal(debits.total()) / 100,
        credit=Decimal(credits.total()) / 100,
        accounts=len(balances),
        unlike=tuple(
            account
            for account in sorted(balances.keys() | closing.keys())
            if balances.get(account, 0) != closing.get(account, 0)
        ),
    )


def _cents(amount: str) -> int:
    """Of an amount as the file has it, with a comma and two decimals."""
    return int(amount.replace(",", ""))


def _stock(cast: Cast, in_the_books: Decimal) -> Stock:
    houses = cast.warehouse.houses()
    shelves = {
        (house, article): item for house in houses for article, item in cast.warehouse.stock(house).items()
    }
    moved = dict.fromkeys(shelves, 0)
    for house in houses:
        for movement in cast.warehouse.movements(house):
            for line in movement["lines"]:
                moved[house, line["article"]] = moved.get((house, line["article"]), 0) + line["quantity"]
    return Stock(
        houses=len(houses),
        on_hand=sum(item["on_hand"] for item in shelves.values()),
        moved=sum(moved.values()),
        promised=sum(item["reserved"] for item in shelves.values()),
        worth=Decimal(cast.warehouse.worth()),
        in_the_books=in_the_books,
        unequal=tuple(
            f"{article} in {house}"
            for (house, article), item in shelves.items()
            if item["on_hand"] != moved[house, article]
        ),
    )
