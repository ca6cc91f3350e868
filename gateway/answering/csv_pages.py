"""Lists as CSV, page by page: the next one is named by the header Link, as for JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from gateway.answering import showing
from gateway.answering.csv_lines import Cell, csv_lines
from gateway.route import Call

CSV = "text/csv"
PRODUCES = ("application/json", CSV)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a list looks as CSV. name: of the file; rows: those of one item, which may have several."""

    name: str
    header: Sequence[str]
    rows: Callable[[dict[str, Any]], Iterable[Sequence[Cell]]]


def csv_wanted() -> bool:
    """Whether the caller prefers CSV to JSON."""
    return request.accept_mimetypes.best_match(PRODUCES) == CSV


def csv_page(call: Call, items: list[dict[str, Any]], sheet: Sheet) -> Response:
    """A page of a list as CSV. items: as for showing.page."""
    rows = (row for item in items[: call.query["limit"]] for row in sheet.rows(item))
    response = Response(b"".join(csv_lines(sheet.header, rows)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.csv"'
    if (link := showing.page(call, items).headers.get("Link")) is not None:
        response.headers["Link"] = link
    return response
