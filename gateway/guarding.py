"""What every call has in common: who calls, may they, is the request well-formed, was it made before."""

import secrets
from collections.abc import Callable
from typing import Any

import pymongo
from flask import Request, Response
from flask.globals import app_ctx, request_ctx

from gateway.accepting import idempotency, waiting
from gateway.accepting.body_hash import BodyHash
from gateway.access import auth
from gateway.access.api_keys import Caller
from gateway.answering import versions
from gateway.house import here
from gateway.reading import conditional, incoming
from gateway.route import Call, Route, View
from gateway.schemas.explained import Shape


class _NoQuery(Shape):
    """No parameter at all."""


_NO_QUERY = _NoQuery()
_VARY = f"Authorization, Accept, Accept-Language, {versions.HEADER}"
"""Whatever a view may add by itself is among these."""
_SAFE = frozenset({"GET", "HEAD"})
_IDEMPOTENT = frozenset({"PUT", "DELETE"})
"""Doing these twice comes to the same (RFC 9110, section 9.2.2): a key is honoured, but not asked for."""


def guarded(route: Route, view: View) -> Callable[..., Response]:
    """The view of a route, behind everything that a request has to pass first."""

    def answer(**path: str) -> Response:
        # The things themselves: every look through `g` and `request` finds the present request anew.
        house, request, g = here(), request_ctx.request, app_ctx.g
        # One limit for everything that the databases are asked on behalf of this request.
        with pymongo.timeout(route.seconds or house.settings.database_seconds):
            g.caller = caller = house.door.caller(request.headers.get("Authorization"))
            g.standings = house.limits.take(caller, "reads" if route.method in _SAFE else "writes")
            auth.require(caller, route.scope)
            g.version = versions.chosen(caller.version, request.headers.get(versions.HEADER))
            incoming.check_acceptable(request, route.produces)
            response = _answered(route, view, caller, path, request)
            response.headers[versions.HEADER] = g.version
            # What the same address can answer differently to different requests (RFC 9110, section 12.5.5).
            response.headers["Vary"] = _VARY
            response = conditional.tagged(request, response)
        return waiting.outcome_or(response) if route.stores else response

    answer.__name__ = view.__name__
    answer.__doc__ = view.__doc__
    return answer


def _answered(route: Route, view: View, caller: Caller, path: dict[str, str], request: Request) -> Response:
    query: dict[str, Any] = {}
    if route.query or request.query_string:
        query = incoming.query(request, route.query or _NO_QUERY)
    app_ctx.g.query = query
    expected = conditional.expected_version(request, route.editable)
    raw, body = b"", None
    if route.body is not None:
        raw = incoming.raw_body(request, route.most_body_bytes or here().settings.most_body_bytes)
        body = incoming.body(raw, route.body)
    if not (route.stores or route.makes):
        response = view(Call(caller, path, query, body, expected=expected))
        return idempotency.remembered(caller, response) if route.raw and not route.own_keys else response
    request_id = idempotency.request_id(caller, route.method, request.path, _key(route, request))
    call = Call(caller, path, query, body, request_id, BodyHash.of(here().sealer, raw), expected)
    return (idempotency.handed_over_once if route.stores else idempotency.made_once)(view, call)


def _key(route: Route, request: Request) -> str | None:
    given = request.headers.get(idempotency.HEADER)
    if given is None and route.method in _IDEMPOTENT:
        return f"{route.method.lower()}-{secrets.token_hex(16)}"
    return given
