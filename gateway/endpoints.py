"""How a route is declared: address, scope, shapes, limits and documentation in one place."""

from collections.abc import Callable
from typing import TypeVar

from flask_smorest import Blueprint

from gateway.described import described
from gateway.guarding import guarded
from gateway.route import Call, Route, View

__all__ = ["PUBLIC", "SCOPE_MARK", "Call", "Endpoints", "Route", "View"]

SCOPE_MARK = "coulisse_scope"
PUBLIC = ""
"""The scope of routes that need no key."""

V = TypeVar("V", bound=View)


class Endpoints:
    """The routes about one kind of thing, under /v1."""

    def __init__(self, name: str, description: str) -> None:
        self.blueprint = Blueprint(name, __name__, url_prefix="/v1", description=description)

    def add(self, route: Route) -> Callable[[V], V]:
        """Declare that a view answers a route."""

        def declare(view: V) -> V:
            documented = self.blueprint.doc(**described(route, view.__name__))(guarded(route, view))
            setattr(documented, SCOPE_MARK, route.scope)
            self.blueprint.add_url_rule(
                route.path, view.__name__, documented, methods=[route.method], provide_automatic_options=False
            )
            return view

        return declare
