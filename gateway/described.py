"""The documentation of one operation, from the declaration of its route."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gateway.schemas import answers

if TYPE_CHECKING:
    from gateway.route import Route

SECURITY = "apiKey"
_TEXT = {"type": "string"}
_READ = {"GET", "HEAD"}


def described(route: "Route", name: str) -> dict[str, Any]:
    """name: the operation's id, the same in every client that is generated."""
    found: dict[str, Any] = {
        "operationId": name,
        "summary": route.summary,
        "description": f"Needs the scope `{route.scope}`.",
        "security": [{SECURITY: [route.scope]}],
        "responses": _responses(route),
        "parameters": _parameters(route),
    }
    if route.body is not None:
        media: dict[str, Any] = {"schema": route.body}
        if route.example is not None:
            media["example"] = dict(route.example)
        found["requestBody"] = {"required": True, "content": {"application/json": media}}
    more = dict(route.more)
    found["responses"] |= more.pop("responses", {})
    return found | more


def _parameters(route: "Route") -> list[Any]:
    parameters: list[Any] = []
    if route.query is not None:
        parameters.append({"in": "query", "schema": route.query})
    if route.stores or route.makes:
        idempotent = route.method in {"PUT", "DELETE"}
        parameters.append("IDEMPOTENCY_KEY_OPTIONAL" if idempotent else "IDEMPOTENCY_KEY")
    if route.stores:
        parameters.append("PREFER")
    if route.editable:
        parameters.append("IF_MATCH_REQUIRED" if route.editable == "required" else "IF_MATCH")
    return parameters


def _responses(route: "Route") -> dict[str, Any]:
    found: dict[str, Any] = {str(route.status): _success(route)}
    if route.stores:
        # As a range, so that generated clients take the ordinary answer for the type of the call.
        found["2XX"] = {
            "description": "200: what became of it, when it was asked to wait and the outcome came in time.",
            "content": {"application/json": {"schema": answers.Operation}},
        }
    for status in sorted(_refusals(route)):
        found[str(status)] = HTTPStatus(status).name
    return found


def _success(route: "Route") -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.answer is not None:
        success["content"] = {kind: {"schema": route.answer} for kind in route.produces}
    if route.method in _READ:
        success["headers"] = {"ETag": {"description": "For If-None-Match.", "schema": _TEXT}}
    if route.stores or route.makes:
        replayed = "`true` when this answer was given before."
        success["headers"] = {
            "Location": {"description": "Where to read it.", "schema": _TEXT},
            "Idempotency-Replayed": {"description": replayed, "schema": _TEXT},
        }
    if route.stores:
        status = "Where to read what became of it (rel=status)."
        success["headers"]["Link"] = {"description": status, "schema": _TEXT}
    return success


def _refusals(route: "Route") -> set[int]:
    # Any route can be asked in a version that there is not: 400.
    statuses = {400, 401, 403, 406, 414, 422, 429, 500, 503}
    if route.stores or route.makes:
        statuses |= {409, 413, 415}
    if route.stores:
        statuses.add(412)
    if route.raw or route.body is not None:
        statuses |= {413, 415}
    if route.editable:
        statuses.add(412)
    if route.editable == "required":
        statuses.add(428)
    if "<" in route.path:
        statuses.add(404)
    return statuses
