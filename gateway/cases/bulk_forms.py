"""In which forms many cases come, and their results go: a case a line, or all of them in one JSON object.

Lines suit who writes them as they come; the object suits clients that are generated from the OpenAPI document.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from flask import Request, Response
from marshmallow import fields
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.reading import incoming
from gateway.refusing import problems
from gateway.refusing.problems import Fault, Problem
from gateway.schemas import answers
from gateway.schemas.cases import BulkCases
from gateway.schemas.composed import Items
from gateway.schemas.explained import Shape

NDJSON = "application/x-ndjson"
JSON = "application/json"
MOST_LINES = 1_000
MOST_BYTES = 10_000_000

_LINES = frozenset({NDJSON, "application/ndjson", "application/jsonl"})


class _Envelope(Shape):
    """What surrounds the cases; each is looked at by itself, so that a bad one hurts no other."""

    cases = Items(fields.Raw(allow_none=True), least=1, most=MOST_LINES, required=True)


_ENVELOPE = _Envelope()


def documented(example: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the OpenAPI document says of both forms. example: a case."""
    return {
        "parameters": ["IDEMPOTENCY_KEY"],
        "requestBody": {
            "required": True,
            "description": "Cases as POST /cases takes them, each optionally with an `idempotency_key` of its own: in "
            "one object, or as lines of JSON.",
            "content": {
                JSON: {
                    "schema": BulkCases,
                    "examples": {
                        "cases": {"value": {"cases": [dict(example)]}},
                        "with_keys": {"value": {"cases": [{**example, "idempotency_key": "order-417"}]}},
                    },
                },
                NDJSON: {"schema": {"type": "string"}},
            },
        },
        "responses": {
            "200": {
                "description": "One result for each case, in order and in the form of the request, unless Accept says "
                "otherwise.",
                "content": {
                    JSON: {"schema": answers.BulkResults},
                    NDJSON: {"schema": answers.BulkResult},
                },
            }
        },
    }


def lines(request: Request) -> list[bytes]:
    """One case each, as JSON; raises a 400, 413, 415 or 422 problem. An empty one counts, and is passed over."""
    if request.mimetype == JSON:
        envelope = incoming.body(incoming.raw_body(request, MOST_BYTES), _ENVELOPE)
        return [orjson.dumps(case) for case in envelope["cases"]]
    if request.mimetype not in _LINES:
        raise Problem(
            415, "unsupported_media_type", "Send the body as application/x-ndjson or application/json."
        )
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "unsupported_media_type", "Send the body without content encoding.")
    request.max_content_length = MOST_BYTES + 1
    raw = request.get_data(cache=False)
    if len(raw) > MOST_BYTES:
        raise RequestEntityTooLarge
    found = raw.split(b"\n", MOST_LINES)
    if len(found) > MOST_LINES and found[-1].strip():
        raise Problem(413, "too_large", "A bulk request has at most 1,000 lines: send several requests.")
    if not any(line.strip() for line in found):
        fault = Fault("required", "There is no line.", "Send one case a line.", "")
        raise problems.invalid(fault)
    return found


def response(request: Request, results: Iterable[dict[str, Any]]) -> Response:
    """The results in the form that the caller prefers, which is that of its request when it does not say."""
    if _wants_object(request):
        return Response(orjson.dumps({"items": list(results)}), content_type=JSON)
    return Response(b"".join(orjson.dumps(one) + b"\n" for one in results), content_type=NDJSON)


def _wants_object(request: Request) -> bool:
    accepted = request.accept_mimetypes
    if not accepted or accepted.quality(JSON) == accepted.quality(NDJSON):
        return request.mimetype == JSON
    return accepted.quality(JSON) > accepted.quality(NDJSON)
