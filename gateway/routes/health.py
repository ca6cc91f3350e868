"""How the platform is, for whoever operates it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, request
from pymongo.database import Database

from gateway import languages
from gateway.accepting.handing_over import now
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.schemas import shown
from gateway.schemas.health import HealthChange, HealthPeriod, PlatformHealth
from services.operations.queries import health
from shared.persistence.heartbeat_store import DATABASE as HEARTBEATS

ROUTES = Endpoints("health", "How the platform is: every process, broker and database.")
_USUAL = timedelta(days=1)
_MOST = 500


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/health",
        scope=scopes.HEALTH_READ,
        summary="Read how every part of the platform is, and why it is not well",
        answer=PlatformHealth,
        speaks=True,
    )
)
def read_health(_: Call) -> Response:
    return _said(lambda language: health.present(_operations(), here().mongo[HEARTBEATS], now(), language))


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/health/history",
        scope=scopes.HEALTH_READ,
        summary=f"List what changed, the latest first, at most {_MOST}; kept for 30 days",
        answer=shown.list_of(HealthChange),
        speaks=True,
        query=HealthPeriod(),
    )
)
def list_health_changes(call: Call) -> Response:
    until = call.query.get("until") or now()
    since = call.query.get("since") or until - _USUAL
    return _said(
        lambda language: {"items": health.changes(_operations(), since, until, language, most=_MOST)}
    )


def _operations() -> Database[dict[str, Any]]:
    return here().database("operations")


def _said(find: Callable[[str], dict[str, Any]]) -> Response:
    language = languages.chosen(request)
    response = showing.one(find(language))
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response
