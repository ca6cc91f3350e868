"""Lines of CSV (RFC 4180) that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from gateway.answering.json_bytes import shown_instant

Cell = str | int | Decimal | date | datetime | bool | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes spreadsheets calculate a text (OWASP, CSV injection), in full-width forms too."""


def safe_cell(value: Cell) -> str:
    """A cell's text. A text that would be taken for a formula begins with an apostrophe, which spreadsheets drop;
    numbers are written as they are, so that negative amounts stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return shown_instant(value)
    if isinstance(value, int | Decimal | date):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = value.replace("\0", "")
    # Spreadsheets pass over blanks when they look for a formula.
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, separator: str = ","
) -> Iterator[bytes]:
    """UTF-8 lines that end in CR LF, the header first; to be streamed. Raises ValueError for a row that is not as
    long as the header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, the header {len(header)}")
        writer.writerow([safe_cell(cell) for cell in row])
        if text.tell() > 65_536:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found
