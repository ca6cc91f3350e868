from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rich.console import Console

from infra.demo.books import Books, Journal, Stock, TaxFile, read_books
from infra.demo.checks import Checked
from infra.demo.sums import sums

BOOKS = Books(
    journal=Journal(
        by_kind={"BQ": 1, "VE": 1},
        debit=Decimal("240.00"),
        credit=Decimal("240.00"),
        booked_in_erp=2,
        invoices=1,
        credit_notes=0,
    ),
    tax_file=TaxFile(lines=5, debit=Decimal("240.00"), credit=Decimal("240.00"), accounts=4, unlike=()),
    stock=Stock(
        houses=1,
        on_hand=5,
        moved=5,
        promised=0,
        worth=Decimal("42.00"),
        in_the_books=Decimal("42.00"),
        unequal=(),
    ),
)
HEADER = "\t".join(f"column {number}" for number in range(18))


def printed(books: Books, *checks: Checked) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(sums(books, checks))
    return capture.get()


class Desk:
    """Answers the reads of the end of a demo with one sale of a chair that cost 20.00 EUR."""

    closing: Mapping[str, str] = {
        "370": "-20.00",
        "411": "120.00",
        "44571": "-20.00",
        "6037": "20.00",
        "707": "-100.00",
    }

    def journal(self) -> list[dict[str, Any]]:
        def entry(number: int, journal: str, piece: str, *amounts: tuple[str, str]) -> dict[str, Any]:
            lines = [{"debit": debit, "credit": credit} for debit, credit in amounts]
            return {
                "id": f"ent_{number}",
                "journal": journal,
                "piece": piece,
                "entered_on": "2026-03-02",
                "lines": lines,
            }

        return [
            entry(1, "VE", "FA-2026-000001", ("120.00", "0.00"), ("0.00", "100.00"), ("0.00", "20.00")),
            entry(2, "OD", "MVT-1", ("20.00", "0.00"), ("0.00", "20.00")),
        ]

    def booked(self) -> list[dict[str, str]]:
        return [
            {"idempotency_key": "ent_1"},
            {"idempotency_key": "ent_2"},
            {"idempotency_key": "ent_of_others"},
        ]

    def trial_balance(self, _month: str) -> dict[str, Any]:
        return {"accounts": [{"account": name, "closing": amount} for name, amount in self.closing.items()]}

    def tax_file(self, _year: str) -> str:
        posted = (
            ("411", "120,00", "0,00"), ("707", "0,00", "100,00"), ("44571", "0,00", "20,00"),
            ("6037", "20,00", "0,00"), ("370", "0,00", "20,00"),
        )  # fmt: skip
        rows = [
            "\t".join((*[""] * 4, account, *[""] * 6, debit, credit, *[""] * 5))
            for account, debit, credit in posted
        ]
        return "".join(f"{row}\r\n" for row in (HEADER, *rows))

    def houses(self) -> list[str]:
        return ["main"]

    def stock(self, _house: str) -> dict[str, dict[str, int]]:
        return {"CHAIR": {"on_hand": 3, "reserved": 1}}

    def movements(self, _house: str) -> list[dict[str, Any]]:
        return [{"lines": [{"article": "CHAIR", "quantity": pieces}]} for pieces in (4, -1)]

    def worth(self) -> str:
        return "-20.00"


class Everybody:
    def __init__(self) -> None:
        self.accountant = self.partners = self.warehouse = Desk()


def test_books_are_right_when_journal_tax_file_and_shelves_say_the_same() -> None:
    everybody: Any = Everybody()

    read = read_books(everybody)

    assert read.balance
    assert (read.journal.entries, read.journal.by_kind, read.journal.invoices) == (2, {"OD": 1, "VE": 1}, 1)
    assert (read.tax_file.lines, read.tax_file.accounts, read.tax_file.debit) == (5, 5, Decimal("140.00"))
    assert (read.stock.on_hand, read.stock.moved, read.stock.promised) == (3, 3, 1)


def test_an_account_that_the_tax_office_would_read_otherwise_is_named() -> None:
    other = replace(BOOKS, tax_file=replace(BOOKS.tax_file, unlike=("411",)))

    assert BOOKS.balance
    assert not other.balance
    assert "Do not agree: 411" in printed(other)


def test_an_article_that_does_not_add_up_is_named_with_its_warehouse() -> None:
    other = replace(BOOKS, stock=replace(BOOKS.stock, unequal=("LAMP in lyon",)))

    assert not other.balance
    assert "Do not agree: LAMP in lyon" in printed(other)


def test_stock_that_is_worth_something_else_in_the_books_is_not_right() -> None:
    other = replace(BOOKS, stock=replace(BOOKS.stock, in_the_books=Decimal("41.99")))

    assert not other.balance


def test_what_a_check_command_finds_is_shown() -> None:
    found = Checked("python -m services.accounting.check", "WRONG  VE-2026-000003 is missing", is_right=False)

    text = printed(BOOKS, found)

    assert "finds something" in text
    assert "VE-2026-000003 is missing" in text
