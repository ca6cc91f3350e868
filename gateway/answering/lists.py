"""Lists by page: from a route's parameters to a query, and from what it finds to an answer."""

from collections.abc import Callable
from typing import Any, Literal

from flask import Response

from gateway.answering import cursors, showing
from gateway.answering.csv_pages import Sheet, csv_page, csv_wanted
from gateway.house import here
from gateway.route import Call

Items = list[dict[str, Any]]
Query = Callable[..., Items]
"""A list in `services/*/queries`: (database, tenant, *, filters, the place of the page before, limit)."""


def listed(
    call: Call,
    service: str,
    query: Query,
    *filters: str,
    place: Literal["after", "before"],
    key: str = "id",
    sheet: Sheet | None = None,
    **renamed: str,
) -> Response:
    """The page of a service's list that was asked for.

    filters: parameters that the query knows by the same name; renamed: what the query calls others, such as
    since="from_day". What was not given is left to the query's defaults. place: what the query calls the last one of
    the page before, which `key` names. sheet: the same list as CSV, for whoever prefers it.
    """
    wanted = {known: call.query[given] for known, given in _pairs(filters, renamed) if given in call.query}

    def found(last: str | None, limit: int) -> Items:
        behind = {} if last is None else {place: last}
        return query(here().database(service), call.caller.tenant, **wanted, **behind, limit=limit)

    return paged(call, found, key=key, sheet=sheet)


def _pairs(filters: tuple[str, ...], renamed: dict[str, str]) -> list[tuple[str, str]]:
    return [*zip(filters, filters, strict=True), *renamed.items()]


def paged(
    call: Call, found: Callable[[str | None, int], Items], *, key: str = "id", sheet: Sheet | None = None
) -> Response:
    """The page of any list that was asked for. found: at most so many items behind a place, None for the beginning;
    it is asked for one more than the page shows."""
    items = found(cursors.place(call.query.get("cursor")), call.query["limit"] + 1)
    if sheet is not None and csv_wanted():
        return csv_page(call, items, sheet)
    return showing.page(call, items, key)
