"""The documentation of one operation, from the declaration of its route."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gateway import documented_headers
from gateway.schemas import answers

if TYPE_CHECKING:
    from gateway.route import Route

SECURITY = "apiKey"
_JSON = "application/json"
_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
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
        found["requestBody"] = {"required": True, "content": {_JSON: media}}
    more = dict(route.more)
    found["responses"] |= {status: _told(status, one) for status, one in more.pop("responses", {}).items()}
    found["parameters"] += more.pop("parameters", [])
    return found | more


def _parameters(route: "Route") -> list[Any]:
    parameters: list[Any] = []
    if route.query is not None:
        parameters.append({"in": "query", "schema": route.query})
    keeps = route.raw and not route.own_keys
    if route.stores or route.makes or keeps:
        idempotent = keeps or route.method in {"PUT", "DELETE"}
        parameters.append("IDEMPOTENCY_KEY_OPTIONAL" if idempotent else "IDEMPOTENCY_KEY")
    if route.stores:
        parameters.append("PREFER")
    if route.editable:
        parameters.append("IF_MATCH_REQUIRED" if route.editable == "required" else "IF_MATCH")
    if route.speaks:
        parameters.append("ACCEPT_LANGUAGE")
    parameters.append("COULISSE_VERSION")
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
    headers = list(documented_headers.TO_CALLERS)
    if route.method in _READ:
        headers.append("ETag")
    if route.speaks:
        headers.append("Content-Language")
    if route.answer is not None and issubclass(route.answer, answers.PageAnswer):
        headers += ["Link", *documented_headers.OLD_FORMS]
    if route.stores or route.makes or route.raw:
        headers += ["Location", "Idempotency-Replayed"]
    success: dict[str, Any] = {
        "description": HTTPStatus(route.status).phrase,
        "headers": documented_headers.said(*headers),
    }
    if route.stores:
        success["headers"]["Link"] = "Link-Status"
    content = {kind: {"schema": _held(route, kind)} for kind in route.produces if _held(route, kind)}
    return success | ({"content": content} if content else {})


def _told(status: str, answer: Any) -> Any:
    """An answer that a route describes itself, with the headers of all."""
    if not status.startswith("2"):
        return answer
    return {
        **answer,
        "headers": documented_headers.said(*documented_headers.TO_CALLERS) | answer.get("headers", {}),
    }


def _held(route: "Route", kind: str) -> Any:
    """What an answer of this media type holds; nothing where it has no body."""
    if kind == _JSON:
        return route.answer
    return _TEXT if kind.startswith("text/") else _BYTES


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
