"""Answers to reads: what a query returned, as JSON."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request

from gateway.cursors import cursor
from gateway.endpoints import Call
from gateway.problems import not_found

_JSON = "application/json"


def one(found: dict[str, Any] | None) -> Response:
    """A thing, or a 404 problem."""
    if found is None:
        raise not_found()
    return Response(orjson.dumps(found, option=orjson.OPT_UTC_Z), content_type=_JSON)


def several(items: Sequence[dict[str, Any]]) -> Response:
    """A short list that needs no pages."""
    return Response(orjson.dumps({"items": items}, option=orjson.OPT_UTC_Z), content_type=_JSON)


def page(call: Call, items: list[dict[str, Any]], key: str = "id") -> Response:
    """A page of a list. `items` holds one more than asked for when there is a further page; `key` names what the
    next page begins after."""
    limit = call.query["limit"]
    shown = items[:limit]
    return page_before(call, shown, cursor(str(shown[-1][key])) if len(items) > limit else None)


def page_before(call: Call, items: Sequence[dict[str, Any]], next_cursor: str | None) -> Response:
    """A page of a list whose further items, if any, are found by `next_cursor`."""
    body: dict[str, Any] = {"items": items, "next_cursor": next_cursor, "next": None}
    if next_cursor is not None:
        asked = {name: value for name, value in call.query.items() if value is not None}
        body["next"] = f"{request.path}?{urlencode(asked | {'cursor': next_cursor})}"
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), content_type=_JSON)
