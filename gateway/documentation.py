"""The OpenAPI 3.1 document: what flask-smorest does not infer by itself."""

from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api

from gateway import documented_headers
from gateway.access.scopes import SCOPES
from gateway.described import SECURITY
from gateway.refusing.problems import PROBLEM_JSON
from gateway.schemas import answers, vocabulary
from gateway.schemas.explained import Amount, Choice, Day, Instant, Text, Whole
from gateway.schemas.truth import Truth

VERSION = "1.0.0"

_OF_EVERY_PROBLEM = (*documented_headers.ALWAYS, "Content-Language")


class DocumentedApi(Api):  # type: ignore[misc]
    """Every error is documented as problem details."""

    ERROR_SCHEMA = answers.Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= 400:
                content = {PROBLEM_JSON: {"schema": self.ERROR_SCHEMA}}
                headers = (*_OF_EVERY_PROBLEM, *documented_headers.OF_PROBLEMS.get(status, ()))
                response = {
                    "description": status.phrase,
                    "content": content,
                    "headers": documented_headers.said(*headers),
                }
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
    api.spec.components.schema(vocabulary.VERSION, vocabulary.schema_of(vocabulary.VERSION))
    api.ma_plugin.converter.add_attribute_function(_named)
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
    for name, parameter in documented_headers.PARAMETERS.items():
        api.spec.components.parameter(name, "header", dict(parameter), lazy=True)
    for name, header in documented_headers.HEADERS.items():
        api.spec.components.header(name, dict(header), lazy=True)
    return api


def _named(converter: Any, _: Any, ret: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field that holds words of the vocabulary refers to them; apispec calls this for every field."""
    words = ret.get("enum", ())
    name = vocabulary.name_of(word for word in words if word is not None)
    if name is None:
        return {}
    components = converter.spec.components
    if name not in components.schemas:
        components.schema(name, vocabulary.schema_of(name))
    for said in ("enum", "type"):
        ret.pop(said, None)
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"anyOf": [reference, {"type": "null"}]} if None in words else reference
