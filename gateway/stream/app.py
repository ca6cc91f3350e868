"""The application of the live stream: one route, behind the same door as the rest of the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymongo
from flask import Flask, Response, g, request

from gateway.access import auth, limits, scopes
from gateway.access.limits import Standing
from gateway.answering import versions
from gateway.reading import incoming
from gateway.refusing import failures
from gateway.refusing.problems import Problem, unavailable
from gateway.schemas.events import EventFilter
from gateway.serving import access_log
from gateway.serving.security_headers import secured
from gateway.stream.following import followed
from gateway.stream.house import StreamHouse
from gateway.stream.listener import Listener
from gateway.stream.settings import StreamSettings
from services.notifications.queries import events
from services.notifications.queries.events import Place

EXTENSION = "coulisse_stream"
PATH = "/v1/events/stream"
EVENT_STREAM = "text/event-stream"
_FILTER = EventFilter()
_MOST_SECONDS_AT_THE_DOOR = 30.0
_VARY = f"Authorization, Accept, {versions.HEADER}"


def create_app(settings: StreamSettings | None = None) -> Flask:
    """The live stream; `app.extensions[EXTENSION].start(alive)` begins its work, after the fork.

    Raises environs.EnvError naming what is missing or wrong in the environment.
    """
    settings = settings or StreamSettings.read()
    access_log.configure(settings.log_level, "stream")
    app = Flask("stream", static_folder=None)
    house = app.extensions[EXTENSION] = StreamHouse(settings)
    access_log.register(app)
    house.metrics.register(app)
    failures.register(app)
    app.add_url_rule(PATH, "stream", lambda: _stream(house), methods=["GET"], provide_automatic_options=False)
    app.add_url_rule("/healthz", "alive", lambda: _alive(house), methods=["GET"])
    app.add_url_rule("/livez", "livez", lambda: _alive(house), methods=["GET"])
    app.add_url_rule("/startupz", "startupz", lambda: _alive(house), methods=["GET"])
    app.add_url_rule("/readyz", "ready", lambda: _ready(house), methods=["GET"])
    app.after_request(limits.told)
    app.wsgi_app = secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


def _stream(house: StreamHouse) -> Response:
    authorization = request.headers.get("Authorization")
    with _one_of_few(house), pymongo.timeout(house.settings.database_seconds):
        listener, wanted = _let_in(house, authorization)
        try:
            place, reset = _beginning(house, listener, wanted)
        except BaseException:
            house.audience.leave(listener)
            raise
    _drop_when_stuck(house.settings.stuck_seconds)
    response = Response(
        followed(
            listener,
            place,
            house.notifications,
            reset=reset,
            heartbeat=house.settings.heartbeat,
            open=lambda: house.audience.open,
            welcome=lambda: _welcome(house, authorization, listener.tenant),
        ),
        content_type=EVENT_STREAM,
        headers={"X-Accel-Buffering": "no", versions.HEADER: g.version, "Vary": _VARY},
    )
    response.call_on_close(lambda: house.audience.leave(listener))
    return response


def _let_in(house: StreamHouse, authorization: str | None) -> tuple[Listener, dict[str, Any]]:
    """The listener, and its query; raises the problems that any read raises, and those of a full house."""
    g.caller = caller = house.door.caller(authorization)
    g.standings = reads = house.limits.take(caller, "reads")
    auth.require(caller, scopes.EVENTS_READ)
    g.version = versions.chosen(caller.version, request.headers.get(versions.HEADER))
    incoming.check_acceptable(request, (EVENT_STREAM,))
    wanted = incoming.query(request, _FILTER)
    listener = Listener(caller.tenant, caller.client, frozenset(wanted.get("type", ())), wanted.get("case"))
    g.standings = (*reads, _streams(house, 0))
    g.standings = (*reads, _streams(house, house.audience.admit(listener)))
    return listener, wanted


def _beginning(house: StreamHouse, listener: Listener, wanted: dict[str, Any]) -> tuple[Place, bool]:
    """The place in the log after which the stream begins, and whether something may have been missed."""
    last = request.headers.get("Last-Event-ID") or wanted.get("after")
    known = events.place_of(house.notifications, listener.tenant, last) if last else None
    return known or events.newest(house.notifications, listener.tenant), last is not None and known is None


def _streams(house: StreamHouse, left: int) -> Standing:
    return Standing("streams", house.settings.most_per_client, left)


@contextmanager
def _one_of_few(house: StreamHouse) -> Iterator[None]:
    """After a restart everybody comes back at once: they are let in a few at a time, each with the database's full
    attention, instead of all together until all have waited too long."""
    if not house.doorway.acquire(timeout=_MOST_SECONDS_AT_THE_DOOR):
        raise unavailable()
    try:
        yield
    finally:
        house.doorway.release()


def _drop_when_stuck(seconds: float) -> None:
    """A listener that takes nothing for so long is dropped, rather than kept in memory for ever."""
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(seconds)


def _welcome(house: StreamHouse, authorization: str | None, tenant: str) -> bool:
    """Whether the key still opens the door, and to the same data: a sandbox may have been begun anew. A database that
    does not answer now is no reason to leave."""
    try:
        with pymongo.timeout(house.settings.database_seconds):
            caller = house.door.caller(authorization)
            auth.require(caller, scopes.EVENTS_READ)
    except Problem:
        return False
    except pymongo.errors.PyMongoError:
        return True
    return caller.tenant == tenant


def _alive(house: StreamHouse) -> Response:
    if house.broken():
        raise unavailable("This process has to be restarted.")
    return Response('{"status":"alive"}', content_type="application/json")


def _ready(house: StreamHouse) -> Response:
    if house.lacking():
        raise unavailable("The log of events cannot be followed at present.")
    return Response(f'{{"status":"ready","streams":{len(house.audience)}}}', content_type="application/json")
