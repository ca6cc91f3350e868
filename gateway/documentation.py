"""The OpenAPI 3.1 document: what flask-smorest does not infer by itself."""

from http import HTTPStatus

from flask import Flask
from flask_smorest import Api

from gateway.access.scopes import SCOPES
from gateway.described import SECURITY
from gateway.refusing.problems import PROBLEM_JSON
from gateway.schemas import answers
from gateway.schemas.explained import Amount, Choice, Day, Instant, Text, Whole
from gateway.schemas.truth import Truth

VERSION = "1.0.0"
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "1 to 255 visible ASCII characters; the same for retries of the same request, which are given "
    "the same answer for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
_PREFER = {
    "in": "header",
    "name": "Prefer",
    "description": "`wait=5`: be told what became of it if that is known within 5 s, which is the most; other "
    "preferences are passed over (RFC 7240).",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of what was read, so that nobody's change is lost.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,18}-[A-Za-z0-9_-]+"$|^[*]$'},
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
        """Errors are answered by gateway.refusing.problems."""


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
    # flask-smorest describes its own way of paging, which is not ours.
    api.spec.components.schemas.pop("PaginationMetadata", None)
    for kind in (Text, Choice, Amount):
        api.register_field(kind, "string", None)
    api.register_field(Whole, "integer", None)
    api.register_field(Truth, "boolean", None)
    api.register_field(Day, "string", "date")
    api.register_field(Instant, "string", "date-time")
    scopes = "\n".join(f"* `{name}`: {meaning}" for name, meaning in SCOPES.items())
    api.spec.components.security_scheme(
        SECURITY,
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ck_live_<id>_<secret>",
            "description": "An API key, an access token that `POST /v1/oauth/token` gave for one, or a person's token "
            "of a provider that the installation knows. It belongs to one organisation and opens no other data. "
            f"Scopes:\n{scopes}",
        },
    )
    for name, parameter in (
        ("IDEMPOTENCY_KEY", _IDEMPOTENCY_KEY),
        ("IDEMPOTENCY_KEY_OPTIONAL", _IDEMPOTENCY_KEY | {"required": False}),
        ("PREFER", _PREFER),
        ("IF_MATCH", _IF_MATCH),
        ("IF_MATCH_REQUIRED", _IF_MATCH | {"required": True}),
    ):
        api.spec.components.parameter(name, "header", parameter, lazy=True)
    return api
