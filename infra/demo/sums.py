"""The sums that have to agree at the end of the demo, as a person reads them."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from infra.demo.books import Books, Journal, Stock, TaxFile
from infra.demo.checks import Checked

JOURNALS = {"VE": "sales", "AC": "purchases", "BQ": "bank", "OD": "miscellaneous", "AN": "opening"}
"""What the journals are called in English, by their codes."""

Row = tuple[str, str, bool | None]
"""What is told, its value, and whether it agrees; None where nothing has to."""


def sums(read: Books, checks: Sequence[Checked]) -> RenderableType:
    """Journals, tax office's file, stock, and what the check commands say."""
    table = Table(
        title="Books and stock", title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_header=False
    )
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("")
    for rows in (_journal(read.journal), _tax_file(read.tax_file), _stock(read.stock), _checks(checks)):
        for name, value, agrees in rows:
            table.add_row(name, value, Text("") if agrees is None else mark(agrees))
        table.add_section()
    unlike = [*read.tax_file.unlike, *read.stock.unequal]
    said = [Text(one.said, "red") for one in checks if not one.is_right]
    if unlike:
        said.insert(0, Text(f"Do not agree: {', '.join(unlike)}", "red"))
    return Group(table, *said)


def mark(good: bool) -> Text:
    return Text("✓", "green") if good else Text("✗", "bold red")


def _journal(read: Journal) -> list[Row]:
    kinds = [
        (f"  {JOURNALS.get(code, code)} ({code})", str(count), None) for code, count in read.by_kind.items()
    ]
    return [
        ("Journal entries", str(read.entries), None),
        *kinds,
        ("  debits", f"{read.debit:,.2f} EUR", read.debit == read.credit),
        ("  credits", f"{read.credit:,.2f} EUR", read.debit == read.credit),
        ("  booked in the ERP, once each", str(read.booked_in_erp), read.booked_in_erp == read.entries),
        ("Invoices, credit notes", f"{read.invoices}, {read.credit_notes}", None),
    ]


def _tax_file(read: TaxFile) -> list[Row]:
    return [
        ("Lines in the tax office's file (FEC)", f"{read.lines:,}", read.debit == read.credit),
        ("  accounts as in the trial balance", str(read.accounts), not read.unlike),
    ]


def _stock(read: Stock) -> list[Row]:
    agrees = read.worth == read.in_the_books
    return [
        (f"Pieces in {read.houses} warehouses", f"{read.on_hand:,}", not read.unequal),
        ("  sum of all stock movements", f"{read.moved:,}", not read.unequal),
        ("  promised to open cases", f"{read.promised:,}", None),
        ("  worth, at the weighted average", f"{read.worth:,.2f} EUR", agrees),
        ("  account 370 of the books", f"{read.in_the_books:,.2f} EUR", agrees),
    ]


def _checks(checks: Sequence[Checked]) -> list[Row]:
    return [
        (one.command, "finds nothing" if one.is_right else "finds something", one.is_right) for one in checks
    ]
