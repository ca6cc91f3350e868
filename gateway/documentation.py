"""The OpenAPI 3.1 document: what flask-smorest does not infer by itself."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_smorest import Api

from gateway.problems import PROBLEM_JSON
from gateway.schemas import answers
from gateway.schemas.explained import Amount, Choice, Day, Instant, Text, Whole
from gateway.scopes import SCOPES

if TYPE_CHECKING:
    from gateway.route import Route

VERSION = "1.0.0"
SECURITY = "apiKey"
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "1 to 255 visible ASCII characters; the same for retries of the same request, which are given "
    "the same answer for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}


_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the answer in which the client has read what it changes now.",
    "schema": {"type": "string"},
}


class DocumentedApi(Api):  # type: ignore[misc]
    """Every error is documented as problem details."""

    ERROR_SCHEMA = answers.Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= 400:
                content = {PROBLEM_JSON: {"schema": self.ERROR_SCHEMA}}
                response = {"description": status.phrase, "content": content}
                self.spec.components.response(status.name, response, lazy=True)

    def _register_error_handlers(self) -> None:
        """Errors are answered by gateway.problems."""


def described(route: "Route") -> dict[str, Any]:
    """An operation's documentation, from its declaration."""
    found: dict[str, Any] = {
        "summary": route.summary,
        "description": f"Needs the scope `{route.scope}`.",
        "security": [{SECURITY: [route.scope]}],
        "responses": _responses(route),
    }
    parameters: list[Any] = []
    if route.query is not None:
        parameters.append({"in": "query", "schema": route.query})
    if route.stores or route.makes:
        parameters.append("IDEMPOTENCY_KEY")
    if route.editable:
        parameters.append(_IF_MATCH | {"required": route.editable == "required"})
    if parameters:
        found["parameters"] = parameters
    if route.body is not None:
        media: dict[str, Any] = {"schema": route.body}
        if route.example is not None:
            media["example"] = dict(route.example)
        found["requestBody"] = {"required": True, "content": {"application/json": media}}
    more = dict(route.more)
    found["responses"] |= more.pop("responses", {})
    return found | more


def _responses(route: "Route") -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    content: dict[str, Any] = {media: {} for media in route.produces if media != "application/json"}
    if route.answer is not None:
        content["application/json"] = {"schema": route.answer}
    if content:
        success["content"] = content
    if route.stores or route.makes:
        success["headers"] = {
            "Location": {"description": "Where to read it.", "schema": {"type": "string"}},
            "Idempotency-Replayed": {
                "description": "`true` when this answer was given before.",
                "schema": {"type": "string"},
            },
        }
    statuses = [401, 403, 406, 422, 429, 500, 503]
    if route.editable:
        statuses += [400, 412, *((428,) if route.editable == "required" else ())]
    if route.makes:
        statuses.append(409)
    if route.body is not None or route.stores or route.makes or route.raw:
        statuses += [400, 413, 415]
    if "<" in route.path:
        statuses.append(404)
    found: dict[str, Any] = {str(route.status): success}
    return found | {str(status): HTTPStatus(status).name for status in sorted(set(statuses))}


def documented(app: Flask) -> DocumentedApi:
    """The document of this application, served as /v1/openapi.json."""
    app.config.update(
        API_TITLE="Coulisse",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        API_SPEC_OPTIONS={
            "info": {"description": "Hand over cases, read what became of them, be told of every change."},
            "servers": [{"url": "/"}],
        },
    )
    api = DocumentedApi(app)
    for kind in (Text, Choice, Amount):
        api.register_field(kind, "string", None)
    api.register_field(Whole, "integer", None)
    api.register_field(Day, "string", "date")
    api.register_field(Instant, "string", "date-time")
    scopes = "\n".join(f"* `{name}`: {meaning}" for name, meaning in SCOPES.items())
    api.spec.components.security_scheme(
        SECURITY,
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ck_live_<id>_<secret>",
            "description": "An API key. It belongs to one organisation and opens no other data. "
            f"Scopes:\n{scopes}",
        },
    )
    api.spec.components.parameter("IDEMPOTENCY_KEY", "header", _IDEMPOTENCY_KEY, lazy=True)
    return api
