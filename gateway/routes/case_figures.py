"""Key figures as operations adds them up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Response

from gateway.accepting.handing_over import business_time, now
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.csv_lines import Cell, csv_lines
from gateway.answering.csv_pages import CSV, PRODUCES, csv_wanted
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.periods import unusable_period
from gateway.schemas.case_figures import CaseFiguresByType, Days
from services.operations.queries import figures

ROUTES = Endpoints("figures-by-day", "Key figures by day, cheap to read however many cases there are.")
_USUAL = timedelta(days=29)
_TIMES = ("mean", "median", "p90", "p95", "p99")
_COUNTED = ("received", "closed", "refused", "cancelled", "reopened", "closed_in_time", "compliance")
_BY_TYPE = (
    "type",
    *_COUNTED,
    "waiting",
    "closed_first_time",
    "first_time",
    *(f"{name}_ms" for name in _TIMES),
)
_BY_DAY = ("type", "day", *_COUNTED, "mean_ms")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/figures",
        scope=scopes.FIGURES_READ,
        summary="Read by day how many cases came in, ended and wait, how long they and their steps took, and how "
        "many were in time",
        answer=CaseFiguresByType,
        query=Days(),
        produces=PRODUCES,
    )
)
def read_case_figures(call: Call) -> Response:
    zone = here().settings.zones.of(call.caller.tenant)
    at = business_time(call, now())
    until = call.query.get("until") or at.astimezone(zone).date()
    since = call.query.get("since") or until - _USUAL
    if not timedelta(0) <= until - since <= figures.LONGEST:
        raise unusable_period(figures.LONGEST)
    daily = call.query.get("series") == "day"
    types = figures.by_type(
        here().database("operations"),
        call.caller.tenant,
        since,
        until,
        type=call.query.get("type"),
        daily=daily,
    )
    if csv_wanted():
        return _sheet(types, daily=daily)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return showing.one({**days, "time_zone": str(zone), "as_of": at, "types": types})


def _sheet(types: list[dict[str, Any]], *, daily: bool) -> Response:
    """A row for each type, or for each type and day."""
    header, rows = (_BY_DAY, _days(types)) if daily else (_BY_TYPE, _types(types))
    response = Response(b"".join(csv_lines(header, rows)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return response


def _types(types: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    for one in types:
        row = one | {f"{name}_ms": one["time_to_closure_ms"][name] for name in _TIMES}
        yield [row[name] for name in _BY_TYPE]


def _days(types: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    for one in types:
        for day in one["days"]:
            row = day | {"type": one["type"]}
            yield [row[name] for name in _BY_DAY]
