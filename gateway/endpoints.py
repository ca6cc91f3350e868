"""How a route is declared: address, scope, shapes and documentation in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pymongo
from flask import Response, g, request
from flask_smorest import Blueprint

from gateway import auth, idempotency, incoming, waiting
from gateway.api_keys import Caller
from gateway.documentation import described
from gateway.house import here
from gateway.problems import Problem
from gateway.schemas.explained import Shape

SCOPE_MARK = "coulisse_scope"
PUBLIC = ""
"""The scope of routes that need no key."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a view is given. request_id: the id under which the request is stored; body_hash: the keyed hash of its
    body; both are empty for routes that store none."""

    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    request_id: str = ""
    body_hash: str = ""


View = Callable[[Call], Response]
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation. scope: what the key must hold; body, query: shapes (instances, made once); answer: the shape of
    success, for the documentation; stores: whether it hands over work and so needs an Idempotency-Key; raw: whether
    the view reads the body itself; seconds: what the databases may take for it, None for the setting."""

    method: str
    path: str
    scope: str
    summary: str
    status: int = 200
    answer: Any = None
    body: Shape | None = None
    query: Shape | None = None
    stores: bool = False
    raw: bool = False
    seconds: float | None = None
    example: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Endpoints:
    """The routes about one kind of thing, under /v1."""

    def __init__(self, name: str, description: str) -> None:
        self.blueprint = Blueprint(name, __name__, url_prefix="/v1", description=description)

    def add(self, route: Route) -> Callable[[V], V]:
        """Declare that a view answers a route."""

        def declare(view: V) -> V:
            guarded = _guarded(route, view)
            documented = self.blueprint.doc(**described(route))(guarded)
            setattr(documented, SCOPE_MARK, route.scope)
            self.blueprint.add_url_rule(
                route.path, view.__name__, documented, methods=[route.method], provide_automatic_options=False
            )
            return view

        return declare


def _guarded(route: Route, view: View) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        house = here()
        # One limit for everything that the databases are asked on behalf of this request.
        with pymongo.timeout(route.seconds or house.settings.database_seconds):
            g.caller = caller = house.door.caller(request.headers.get("Authorization"))
            auth.require(caller, route.scope)
            response = _answered(route, view, caller, path)
        return waiting.outcome_or(response) if route.stores else response

    answer.__name__ = view.__name__
    answer.__doc__ = view.__doc__
    return answer


def _answered(route: Route, view: View, caller: Caller, path: dict[str, str]) -> Response:
    house = here()
    query = incoming.query(request, route.query or _NO_QUERY) if route.query or request.args else {}
    if not route.stores:
        return view(Call(caller, path, query, None))
    request_id = idempotency.request_id(
        caller, route.method, request.path, request.headers.get("Idempotency-Key")
    )
    raw, body = b"", None
    if route.body is not None:
        raw = incoming.raw_body(request, house.settings.most_body_bytes)
        body = incoming.body(raw, route.body)
    body_hash = idempotency.body_hash(house.sealer, raw)
    try:
        return view(Call(caller, path, query, body, request_id, body_hash))
    except Problem as problem:
        # What was possible once may not be possible again: a retry gets the answer of its first time.
        earlier = house.acceptance.stored_answer(request_id, body_hash) if problem.status < 500 else None
        if earlier is None:
            raise
        return idempotency.answered(earlier)


class _NoQuery(Shape):
    """No parameter at all."""


_NO_QUERY = _NoQuery()
