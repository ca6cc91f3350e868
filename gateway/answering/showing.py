"""Answers to reads: what a query returned, as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, g, request

from gateway.answering import versions
from gateway.answering.cursors import cursor
from gateway.answering.json_bytes import as_json
from gateway.reading.conditional import entity_tag
from gateway.refusing.problems import not_found

if TYPE_CHECKING:
    from gateway.endpoints import Call

_JSON = "application/json"


def one(found: dict[str, Any] | None, *, version: int | None = None) -> Response:
    """A thing, or a 404 problem. version: that of what can be edited; its entity tag carries it (If-Match)."""
    if found is None:
        raise not_found()
    response = Response(as_json(found), content_type=_JSON)
    if version is not None:
        response.headers["ETag"] = entity_tag(response.get_data(), version)
    return response


def several(items: Sequence[dict[str, Any]]) -> Response:
    """A short list that needs no pages."""
    return Response(as_json({"items": items}), content_type=_JSON)


def page(call: "Call", items: list[dict[str, Any]], key: str = "id") -> Response:
    """A page of a list. `items` holds one more than asked for when there is a further page; `key` names what the
    next page begins after. The address of the next page also stands in the header Link (RFC 8288)."""
    limit = call.query["limit"]
    shown = items[:limit]
    body: dict[str, Any] = {"items": shown, "next": None}
    response = Response(content_type=_JSON)
    if len(items) > limit:
        asked = request.args.to_dict(flat=False) | {"cursor": [cursor(str(shown[-1][key]))]}
        body["next"] = f"{request.path}?{urlencode(asked, doseq=True)}"
        response.headers["Link"] = f'<{body["next"]}>; rel="next"'
    response.set_data(as_json(versions.carried_back("page", body, g.version)))
    response.headers.update(versions.warnings("page", g.version))
    return response
