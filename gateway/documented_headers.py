"""Headers of requests and answers, as the OpenAPI document says them: each once, named where it holds.

Accept-Language is a parameter only where an ordinary answer is in a language: what goes wrong is told in English or
French everywhere, and an argument on every method of a generated client, which sets such a header once for all calls,
would help nobody. If-None-Match and 304 are told with ETag and are no parameter for the same reason: a 304 has no body,
so that every read of a typed client could answer nothing. Coulisse-Version is one everywhere: what it holds changes the
answer.
"""

from collections.abc import Mapping
from typing import Any

from gateway.answering import versions
from gateway.schemas import vocabulary

_TEXT = {"type": "string"}
_VERSION = {"$ref": f"#/components/schemas/{vocabulary.VERSION}"}
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
    "schema": _TEXT,
}
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of what was read, so that nobody's change is lost.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,18}-[A-Za-z0-9_-]+"$|^[*]$'},
}
_COULISSE_VERSION = {
    "in": "header",
    "name": versions.HEADER,
    "description": "The version of the interface to be answered in, for this request; else the one that the key was "
    "made under.",
    "schema": _VERSION,
}
_ACCEPT_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "description": "English or French; Content-Language says which it is.",
    "schema": {"type": "string", "example": "fr"},
}
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "IDEMPOTENCY_KEY": _IDEMPOTENCY_KEY,
    "IDEMPOTENCY_KEY_OPTIONAL": _IDEMPOTENCY_KEY | {"required": False},
    "PREFER": _PREFER,
    "IF_MATCH": _IF_MATCH,
    "IF_MATCH_REQUIRED": _IF_MATCH | {"required": True},
    "COULISSE_VERSION": _COULISSE_VERSION,
    "ACCEPT_LANGUAGE": _ACCEPT_LANGUAGE,
}

HEADERS: Mapping[str, Mapping[str, Any]] = {
    versions.HEADER: {
        "description": "The version that the answer is in.",
        "required": True,
        "schema": _VERSION,
    },
    "Content-Language": {"description": "`en` or `fr`, by Accept-Language.", "schema": _TEXT},
    "Deprecation": {
        "description": "Since when the form of this answer is advised against (RFC 9745); in older versions only.",
        "schema": _TEXT,
    },
    "ETag": {
        "description": "Send it as If-None-Match, to be answered 304 without a body while nothing has changed.",
        "schema": _TEXT,
    },
    "Idempotency-Replayed": {
        "description": "`true` when this answer was given before.",
        "schema": _TEXT,
    },
    "Link": {"description": "The next page (rel=next), unless this is the last (RFC 8288).", "schema": _TEXT},
    "Link-Status": {"description": "Where to read what became of it (rel=status).", "schema": _TEXT},
    "Location": {
        "description": "Where to read what was made, where it can be read by itself.",
        "schema": _TEXT,
    },
    "RateLimit": {
        "description": 'What is left of the client\'s budget, and for how many seconds: `"reads";r=59999;t=12`. '
        "Left out for clients without limits.",
        "schema": _TEXT,
    },
    "RateLimit-Policy": {"description": 'The budget itself: `"reads";q=60000;w=60`.', "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait before asking again.", "schema": _TEXT},
    "Sunset": {
        "description": "Until when answers in this form are given (RFC 8594); in older versions only.",
        "schema": _TEXT,
    },
    "WWW-Authenticate": {"description": "What was wrong with the credential (RFC 6750).", "schema": _TEXT},
    "X-Request-Id": {
        "description": "Under which this request is found in the logs.",
        "required": True,
        "schema": _TEXT,
    },
}
ALWAYS = ("X-Request-Id",)
TO_CALLERS = (*ALWAYS, versions.HEADER, "RateLimit", "RateLimit-Policy")
"""What every success carries that was asked for with a credential."""
OLD_FORMS = ("Deprecation", "Sunset")
OF_PROBLEMS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}
"""What refusals with a status carry, beside what all of them do."""


def said(*names: str) -> dict[str, str]:
    """Headers of an answer, by reference."""
    return {name: name for name in names}
