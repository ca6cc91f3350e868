"""Requests for a token: the form, who sends it, and how it is refused (RFC 6749, sections 2.3.1, 4.4 and 5.2)."""

import base64
import binascii
from urllib.parse import unquote_plus

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.access import api_keys
from gateway.access.callers import Caller
from gateway.house import House

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 8_192


class Refusal(Exception):  # noqa: N818 - RFC 6749 speaks of refusing
    """Ends a request for a token. error: a code of section 5.2, or of 4.1.2.1 for what is no fault of the request.

    description: plain ASCII without quotes and backslashes, as section 5.2 wants it, and so in English alone.
    """

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


def form_of(request: Request) -> dict[str, str]:
    """The parameters, each given once and in the body; raises Refusal."""
    if request.mimetype != FORM or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal("invalid_request", f"Send the parameters as {FORM}.")
    request.max_content_length = MOST_BYTES
    request.max_form_memory_size = MOST_BYTES
    try:
        given = request.form.to_dict(flat=False)
    except RequestEntityTooLarge:
        raise Refusal("invalid_request", f"The body has more than {MOST_BYTES} bytes.") from None
    if request.args or any(len(values) > 1 for values in given.values()):
        raise Refusal("invalid_request", "Give each parameter once, and in the body.")
    return {name: values[0] for name, values in given.items()}


def client_of(house: House, authorization: str | None, form: dict[str, str]) -> Caller:
    """Whose key it is; raises Refusal. The key counts as used."""
    if authorization is not None and "client_secret" in form:
        raise Refusal("invalid_request", "Give the client's secret in one way only.")
    if authorization is not None:
        id, secret = _basic(authorization)
        if form.get("client_id", id) != id:
            raise Refusal("invalid_request", "client_id names another client than the header.")
    else:
        id, secret = form.get("client_id", ""), form.get("client_secret", "")
    presented = api_keys.read(secret)
    keys = house.own[api_keys.COLLECTION]
    caller = api_keys.find(keys, presented, house.clock()) if presented and presented.id == id else None
    if caller is None:
        raise Refusal("invalid_client", "This client is unknown, or its secret is.", 401)
    api_keys.note_use(keys, caller.key, house.clock())
    return caller


def scopes_of(form: dict[str, str], caller: Caller) -> frozenset[str]:
    """What the token shall open: all that the key opens unless the form names less; raises Refusal."""
    if form.get("grant_type") != "client_credentials":
        raise Refusal("unsupported_grant_type", "grant_type has to be client_credentials.")
    scopes = frozenset(form["scope"].split(" ")) if form.get("scope") else caller.scopes
    if not scopes <= caller.scopes:
        raise Refusal("invalid_scope", "scope names something that this client may not do.")
    return scopes


def _basic(header: str) -> tuple[str, str]:
    scheme, _, given = header.partition(" ")
    try:
        id, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        scheme, id, colon, secret = "", "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise Refusal("invalid_client", "The Authorization header is not Basic.", 401)
    # Both halves are form-encoded before they are put together (RFC 6749, section 2.3.1).
    return unquote_plus(id), unquote_plus(secret)
