"""Lists as CSV, page by page: the next one is named by the header Link, as for JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request

from gateway.answering import showing
from gateway.answering.csv_lines import Cell, csv_lines
from gateway.route import Call

CSV = "text/csv"
PRODUCES = ("application/json", CSV)


def csv_wanted() -> bool:
    """Whether the caller prefers CSV to JSON."""
    return request.accept_mimetypes.best_match(PRODUCES) == CSV


def csv_page(
    call: Call, items: list[dict[str, Any]], name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Response:
    """A page of a list as CSV. items: as for showing.page; rows: those of the items that the page shows, of which each
    may have several; name: of the file."""
    response = Response(b"".join(csv_lines(header, rows)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    if (link := showing.page(call, items).headers.get("Link")) is not None:
        response.headers["Link"] = link
    return response
