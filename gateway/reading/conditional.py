"""Conditional requests (RFC 9110, section 13): reading only what changed, changing only what was read.

Every read has a strong entity tag, made from the bytes of the answer. That of a thing which can be edited begins with
its version: `"7-mPq3..."`. A client that edits sends it back in If-Match.
"""

import base64
import hashlib
import re
from typing import Literal

from flask import Request, Response

from gateway.languages import text
from gateway.refusing.problems import Fault, Problem

Editable = Literal["", "supported", "required"]
"""Whether a route reads If-Match, and whether it insists."""

_VERSIONED = re.compile(r'"(\d{1,18})-[A-Za-z0-9_-]+"')
_TAGS = re.compile(r'\s*(?:(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*|\Z))+')
_REVALIDATE = "private, no-cache"


def entity_tag(body: bytes, version: int | None = None) -> str:
    """The strong entity tag of an answer, with the version of what it shows when that can be edited."""
    digest = base64.urlsafe_b64encode(hashlib.blake2b(body, digest_size=15).digest()).decode()
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def tagged(request: Request, response: Response) -> Response:
    """A read's answer with its entity tag; 304 without a body where the client has it already."""
    if response.status_code != 200 or response.is_streamed or request.method not in {"GET", "HEAD"}:
        return response
    tag = response.headers.get("ETag")
    if tag is None:
        response.headers["ETag"] = tag = entity_tag(response.get_data())
    # Kept by the client alone, and asked for again each time: If-None-Match would be of no use under no-store.
    response.headers.setdefault("Cache-Control", _REVALIDATE)
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(tag.strip('"')):
        response.status_code = 304
        response.set_data(b"")
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)
    return response


def expected_version(request: Request, editable: Editable) -> int | None:
    """The version that the client has read and means to change; None for whatever there is (`*`, or no header).

    Raises a 428 problem where one is required (RFC 6585, section 3), 412 for a tag that no present version can have,
    400 for what is no list of tags or names several.
    """
    given = request.headers.get("If-Match")
    if not editable:
        return None
    if given is None:
        if editable == "supported":
            return None
        raise _problem(
            428, "precondition_required", text("Say which version you change: If-Match is missing.")
        )
    if given.strip() == "*":
        return None
    if not _TAGS.fullmatch(given) or given.count('"') != 2:
        raise _problem(400, "precondition_unreadable", text("If-Match holds no single entity tag."))
    match = _VERSIONED.fullmatch(given.strip())
    if match is None:
        raise changed()
    return int(match[1])


def changed() -> Problem:
    """412: what the client means to change is no longer as the client has read it."""
    return _problem(412, "precondition_failed", text("This was changed since you read it."))


def check_version(expected: int | None, current: int) -> None:
    """Raises a 412 problem when `expected` is another version than the current one."""
    if expected is not None and expected != current:
        raise changed()


def _problem(status: int, code: str, detail: str) -> Problem:
    remedy = "Read it again, look at what changed, and send the ETag of that answer as If-Match."
    return Problem(status, code, detail, (Fault(code, detail, remedy, parameter="If-Match"),))
