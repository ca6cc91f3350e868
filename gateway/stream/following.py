"""What goes over one stream, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import orjson
import structlog
from pymongo.database import Database
from pymongo.errors import PyMongoError

from gateway.stream.listener import Listener
from services.notifications.queries.events import Place, Told, newest, told_between

_PAGE = 500
_RETRY_MS = 2_000
_log = structlog.get_logger("stream")


def followed(
    listener: Listener,
    place: Place,
    database: Database[dict[str, Any]],
    *,
    reset: bool,
    heartbeat: float,
    open: Callable[[], bool],
    welcome: Callable[[], bool],
) -> Iterator[bytes]:
    """Everything wanted after `place`, then whatever comes, as long as this process is `open` and the listener
    `welcome`, which is asked every `heartbeat` seconds. reset: begin by saying that something may have been missed.

    Each block carries the id of the place up to which everything was told, wanted or not, so that a listener that
    comes back with it misses nothing and skips what it does not want.
    """
    yield b"retry: %d\n" % _RETRY_MS + _mark(place)
    if reset:
        yield b"event: reset\ndata: " + orjson.dumps({"reason": "not_kept"}) + b"\n" + _mark(place)
    asked = time.monotonic()
    try:
        while open():
            if listener.behind:
                place = yield from _caught_up(listener, place, database)
            place = yield from _live(listener, place)
            if time.monotonic() - asked >= heartbeat:
                if not welcome():
                    return
                asked = time.monotonic()
                yield b": heartbeat\n" + _mark(place)
            if not listener.behind:
                listener.wait(max(0.0, asked + heartbeat - time.monotonic()))
    except PyMongoError as error:
        # The status is sent long since; who comes back is told what this stream missed.
        _log.warning("stream_interrupted", error=type(error).__name__)


def _caught_up(
    listener: Listener, place: Place, database: Database[dict[str, Any]]
) -> Generator[bytes, None, Place]:
    """Read on from the log up to its end. What is told meanwhile waits, or makes the listener fall behind again."""
    listener.behind = False
    end = newest(database, listener.tenant)
    while place.number < end.number:
        page = told_between(
            database,
            listener.tenant,
            place.number,
            end.number,
            types=sorted(listener.types),
            case=listener.case,
            limit=_PAGE,
        )
        for told in page:
            yield _block(told)
        if len(page) < _PAGE:
            return end
        place = Place(page[-1].number, page[-1].id)
    return place


def _live(listener: Listener, place: Place) -> Generator[bytes, None, Place]:
    for told in listener.take():
        if told.number <= place.number:
            continue
        if told.number > place.number + 1:
            # Numbers have no gaps: something did not come by here, and is read from the log.
            listener.fall_behind()
            return place
        if listener.wants(told):
            yield _block(told)
        place = Place(told.number, told.id)
    return place


def _block(told: Told) -> bytes:
    return f"id: {told.id}\ndata: {told.body}\n\n".encode()


def _mark(place: Place) -> bytes:
    """Moves the listener's Last-Event-ID; without data nothing is dispatched to it."""
    return f"id: {place.id}\n\n".encode()
