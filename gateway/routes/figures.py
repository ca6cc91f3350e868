"""Key figures."""

from datetime import timedelta

from flask import Response

from gateway.accepting.handing_over import business_time, now
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.periods import unusable_period
from gateway.schemas.figures import Figures, Period
from services.intake.queries import figures

ROUTES = Endpoints(
    "figures", "Key figures of at most 92 days, to the instant, counted when they are asked for."
)
_USUAL = timedelta(days=30)
_SECONDS = 5.0


@ROUTES.add(
    Route(
        method="GET",
        path="/figures",
        scope=scopes.FIGURES_READ,
        summary="Count between two instants how many cases came in and ended, how long they took, and how many were "
        "in time",
        answer=Figures,
        query=Period(),
        seconds=_SECONDS,
    )
)
def read_figures(call: Call) -> Response:
    at = business_time(call, now())
    until = min(call.query.get("until") or at, at)
    since = call.query.get("since") or until - _USUAL
    if not timedelta(0) < until - since <= figures.LONGEST:
        raise unusable_period(figures.LONGEST)
    types = figures.by_type(
        here().database("intake"), call.caller.tenant, since, until, type=call.query.get("type")
    )
    return showing.one({"since": since, "until": until, "as_of": at, "types": types})
