"""OAuth 2: holders of API keys get short-lived tokens (RFC 6749, section 4.4), everybody the keys to check them."""

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import orjson
import pymongo
from flask import Blueprint, Flask, Response, request

from gateway.access import api_keys
from gateway.access.callers import Caller
from gateway.access.scopes import SCOPES
from gateway.endpoints import PUBLIC, SCOPE_MARK
from gateway.house import here
from gateway.oauth.access_tokens import LIVES
from gateway.oauth.signing_keys import ALGORITHM
from gateway.reading.conditional import tagged

_MOST_BYTES = 8_192
_FORM = "application/x-www-form-urlencoded"


class _Refusal(Exception):  # noqa: N818 - RFC 6749 speaks of refusing
    """Ends a request for a token, in the shape of RFC 6749, section 5.2, which clients of OAuth expect."""

    def __init__(self, error: str, description: str, status: int = 400, *, basic: bool = False) -> None:
        super().__init__(error)
        self.error, self.description, self.status, self.basic = error, description, status, basic


def register(app: Flask) -> None:
    """Add the addresses of OAuth; none of them needs a key beforehand."""
    routes = Blueprint("oauth", __name__)
    for method, path, view in (
        ("POST", "/v1/oauth/token", token),
        ("GET", "/v1/oauth/jwks", key_set),
        ("GET", "/.well-known/oauth-authorization-server", metadata),
    ):
        limited = _limited(view)
        setattr(limited, SCOPE_MARK, PUBLIC)
        routes.add_url_rule(path, view.__name__, limited, methods=[method], provide_automatic_options=False)
    app.register_blueprint(routes)


def _limited(view: Callable[[], Response]) -> Callable[[], Response]:
    def answer() -> Response:
        with pymongo.timeout(here().settings.database_seconds):
            return view()

    return answer


def token() -> Response:
    """A token for the holder of an API key: client_id is the key's id, client_secret the key."""
    try:
        form = _form()
        caller = _authenticated(form)
        if form.get("grant_type") != "client_credentials":
            raise _Refusal("unsupported_grant_type", "grant_type has to be client_credentials.")
        scopes = frozenset(form["scope"].split(" ")) if form.get("scope") else caller.scopes
        if not scopes <= caller.scopes:
            raise _Refusal("invalid_scope", "scope names something that this client may not do.")
    except _Refusal as refusal:
        return _refused(refusal)
    return _json(
        {
            "access_token": here().tokens.issue(caller, scopes),
            "token_type": "Bearer",
            "expires_in": int(LIVES.total_seconds()),
            "scope": " ".join(sorted(scopes)),
        }
    )


def _form() -> dict[str, str]:
    if request.mimetype != _FORM or request.headers.get("Content-Encoding", "identity") != "identity":
        raise _Refusal("invalid_request", f"Send the parameters as {_FORM}.")
    request.max_content_length = _MOST_BYTES
    request.max_form_memory_size = _MOST_BYTES
    given = request.form.to_dict(flat=False)
    if request.args or any(len(values) > 1 for values in given.values()):
        raise _Refusal("invalid_request", "Give each parameter once, and in the body.")
    return {name: values[0] for name, values in given.items()}


def _authenticated(form: dict[str, str]) -> Caller:
    header = request.headers.get("Authorization")
    if header is not None and "client_secret" in form:
        raise _Refusal("invalid_request", "Give the client's secret in one way only.")
    if header is not None:
        id, secret = _basic(header)
        if form.get("client_id", id) != id:
            raise _Refusal("invalid_request", "client_id names another client than the header.")
    else:
        id, secret = form.get("client_id", ""), form.get("client_secret", "")
    house, presented = here(), api_keys.read(secret)
    keys = house.own[api_keys.COLLECTION]
    caller = api_keys.find(keys, presented, house.clock()) if presented and presented.id == id else None
    if caller is None:
        raise _Refusal(
            "invalid_client", "This client is unknown, or its secret is.", 401, basic=header is not None
        )
    api_keys.note_use(keys, caller.key, house.clock())
    return caller


def _basic(header: str) -> tuple[str, str]:
    scheme, _, given = header.partition(" ")
    try:
        id, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        scheme, id, colon, secret = "", "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise _Refusal("invalid_client", "The Authorization header is not Basic.", 401, basic=True)
    # Both halves are form-encoded before they are put together (RFC 6749, section 2.3.1).
    return unquote_plus(id), unquote_plus(secret)


def _refused(refusal: _Refusal) -> Response:
    response = _json({"error": refusal.error, "error_description": refusal.description})
    response.status_code = refusal.status
    if refusal.basic:
        response.headers["WWW-Authenticate"] = 'Basic realm="coulisse", charset="UTF-8"'
    return response


def key_set() -> Response:
    """The keys that tokens are signed with (RFC 7517)."""
    response = _json({"keys": [key.as_jwk() for key in here().tokens.keys.all()]})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return tagged(request, response)


def metadata() -> Response:
    """RFC 8414."""
    issuer = here().tokens.issuer
    response = _json(
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
    response.headers["Cache-Control"] = "public, max-age=3600"
    return tagged(request, response)


def _json(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), content_type="application/json")
