"""What is exported is read by a spreadsheet as it was meant, and never calculated."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gateway.answering.csv_lines import csv_lines, safe_cell

FORMULAS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\uff1d1+1",
    '=HYPERLINK("https://example.org","x")',
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_numbers_and_dates_stay_what_they_are() -> None:
    cells = (
        Decimal("-12.50"),
        Decimal("1E+3"),
        -3,
        date(2026, 3, 31),
        datetime(2026, 3, 31, 10, tzinfo=UTC),
        None,
        True,
    )

    assert [safe_cell(cell) for cell in cells] == [
        "-12.50", "1000", "-3", "2026-03-31", "2026-03-31T10:00:00.000Z", "", "true",
    ]  # fmt: skip


def test_lines_are_read_back_as_they_were_written() -> None:
    rows = [["a,b", 'say "hi"', "two\nlines"], ["é", "", "x"]]

    text = b"".join(csv_lines(["one", "two", "three"], rows)).decode()

    assert list(csv.reader(io.StringIO(text, newline=""))) == [["one", "two", "three"], *rows]
    assert text.endswith("\r\n")


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        list(csv_lines(["one"], [["a", "b"]]))
