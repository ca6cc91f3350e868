"""OAuth 2: holders of API keys get short-lived tokens (RFC 6749, section 4.4), everybody the keys to check them."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pymongo
import structlog
from flask import Response, g, request
from flask_smorest import Blueprint
from pymongo.errors import PyMongoError

from gateway import documented_headers
from gateway.access.scopes import SCOPES
from gateway.endpoints import PUBLIC, SCOPE_MARK
from gateway.house import here
from gateway.oauth import token_requests
from gateway.oauth.access_tokens import LIVES
from gateway.oauth.signing_keys import ALGORITHM
from gateway.oauth.token_requests import FORM, Refusal
from gateway.reading.conditional import tagged
from gateway.refusing.problems import Problem, unavailable
from gateway.schemas.oauth import AuthorizationServer, KeySet, Token, TokenRefusal, TokenRequest
from shared.contracts.errors import UnavailableError

_log = structlog.get_logger()
BLUEPRINT = Blueprint(
    "oauth",
    __name__,
    description="Short-lived tokens for those who hold an API key (OAuth 2, client credentials). Any client library of "
    "OAuth finds what it needs at `/.well-known/oauth-authorization-server`.",
)
"""None of these addresses needs a credential beforehand."""
_BOTH = {"500": "INTERNAL_SERVER_ERROR", "503": "SERVICE_UNAVAILABLE"}


def _public(method: str, path: str, documented: Mapping[str, Any]) -> Callable[[Callable[[], Response]], Any]:
    def declare(view: Callable[[], Response]) -> Callable[[], Response]:
        def answer() -> Response:
            with pymongo.timeout(here().settings.database_seconds):
                return view()

        said = {"operationId": view.__name__, "security": [], **documented}
        limited = BLUEPRINT.doc(**said)(answer)
        setattr(limited, SCOPE_MARK, PUBLIC)
        BLUEPRINT.add_url_rule(
            path, view.__name__, limited, methods=[method], provide_automatic_options=False
        )
        return view

    return declare


def _reading(summary: str, description: str, answer: type[Any]) -> dict[str, Any]:
    success = {
        "description": "OK",
        "content": {"application/json": {"schema": answer}},
        "headers": documented_headers.said(*documented_headers.ALWAYS, "ETag"),
    }
    return {"summary": summary, "description": description, "responses": {"200": success} | _BOTH}


def _refusing(description: str, *headers: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": description,
        "content": {"application/json": {"schema": TokenRefusal}},
    }
    return said | {"headers": documented_headers.said(*documented_headers.ALWAYS, *headers)}


@_public(
    "POST",
    "/v1/oauth/token",
    {
        "summary": "Get an access token for an API key",
        "description": "`client_id` is the id of the key and `client_secret` the key itself; both may be sent in the "
        "header `Authorization: Basic` instead. The token lives ten minutes and never opens more than its key "
        "does at that moment. Each request counts as a write of the client's budget. Refusals have the form "
        "of RFC 6749, section 5.2, rather than that of problem details, since that is what libraries read.",
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": TokenRequest,
                    "example": {
                        "grant_type": "client_credentials",
                        "client_id": "0123456789abcdef",
                        "client_secret": "ck_test_0123456789abcdef_...",
                        "scope": "cases:read cases:write",
                    },
                }
            },
        },
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": Token}},
                "headers": documented_headers.said(*documented_headers.ALWAYS),
            },
            "400": _refusing("invalid_request, unsupported_grant_type or invalid_scope"),
            "401": _refusing("invalid_client", "WWW-Authenticate"),
            "414": "REQUEST_URI_TOO_LONG",
            "429": _refusing("temporarily_unavailable: the budget of this minute is used up", "Retry-After"),
            "500": "INTERNAL_SERVER_ERROR",
            "503": _refusing("temporarily_unavailable", "Retry-After"),
        },
    },
)
def request_token() -> Response:
    """A token for the holder of an API key: client_id is the key's id, client_secret the key."""
    house = here()
    try:
        form = token_requests.form_of(request)
        caller = token_requests.client_of(house, request.headers.get("Authorization"), form)
        g.standings = house.limits.take(caller, "writes")
        scopes = token_requests.scopes_of(form, caller)
        token = house.tokens.issue(caller, scopes)
    except Refusal as refusal:
        return _refused(refusal)
    except Problem as problem:
        return _put_off(problem, "The budget of this minute is used up.")
    except (PyMongoError, UnavailableError) as error:
        _log.warning("database_away", error=type(error).__name__, request_id=g.get("request_id", ""))
        return _put_off(unavailable(), "No token can be given just now.")
    return _json(
        {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(LIVES.total_seconds()),
            "scope": " ".join(sorted(scopes)),
        }
    )


def _refused(refusal: Refusal) -> Response:
    response = _json({"error": refusal.error, "error_description": refusal.description})
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="coulisse", charset="UTF-8"'
    return response


def _put_off(problem: Problem, description: str) -> Response:
    response = _refused(Refusal("temporarily_unavailable", description, problem.status))
    response.headers.update(problem.headers)
    return response


@_public(
    "GET",
    "/v1/oauth/jwks",
    _reading(
        "Read the keys that access tokens are signed with",
        "JSON Web Key Set (RFC 7517). It may be kept for an hour: a new key is in it before it is used.",
        KeySet,
    ),
)
def read_token_keys() -> Response:
    """The keys that tokens are signed with (RFC 7517)."""
    return _kept({"keys": [key.as_jwk() for key in here().tokens.keys.all()]})


@_public(
    "GET",
    "/.well-known/oauth-authorization-server",
    _reading(
        "Read what OAuth can do here", "Metadata of the authorization server (RFC 8414).", AuthorizationServer
    ),
)
def read_authorization_server() -> Response:
    """RFC 8414."""
    issuer = here().tokens.issuer
    return _kept(
        {
            "issuer": issuer,
            "token_endpoint": f"{issuer}/v1/oauth/token",
            "jwks_uri": f"{issuer}/v1/oauth/jwks",
            "response_types_supported": [],
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "scopes_supported": sorted(SCOPES),
            "service_documentation": f"{issuer}/v1/openapi.json",
            "access_token_signing_alg_values_supported": [ALGORITHM],
        }
    )


def _kept(body: dict[str, Any]) -> Response:
    response = _json(body)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return tagged(request, response)


def _json(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), content_type="application/json")
