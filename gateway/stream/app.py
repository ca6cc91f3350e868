"""The application of the live stream: one route, behind the same door as the rest of the API."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pymongo
from flask import Flask, Response, g, request
from pymongo import MongoClient
from pymongo.database import Database

from gateway.access import auth, scopes
from gateway.access.api_keys import COLLECTION as API_KEYS
from gateway.access.auth import Door
from gateway.oauth.access_tokens import TokenReader
from gateway.oauth.fetching import fetcher
from gateway.oauth.people import People
from gateway.oauth.providers import read_providers
from gateway.oauth.signing_keys import COLLECTION as SIGNING_KEYS
from gateway.oauth.signing_keys import PublishedKeys
from gateway.reading import incoming
from gateway.refusing import failures
from gateway.refusing.problems import Problem, unavailable
from gateway.schemas.events import EventFilter
from gateway.serving import access_log
from gateway.serving.request_metrics import RequestMetrics
from gateway.serving.security_headers import secured
from gateway.serving.vital_signs import VitalSigns
from gateway.stream.audience import Audience
from gateway.stream.following import followed
from gateway.stream.listener import Listener
from gateway.stream.settings import StreamSettings
from gateway.stream.tail import Tail
from services.notifications.queries import events
from shared.persistence.mongo import connect
from shared.security.outbound import Allowed

EXTENSION = "coulisse_stream"
PATH = "/v1/events/stream"
EVENT_STREAM = "text/event-stream"
_FILTER = EventFilter()
_AT_THE_DOOR = 6
_MOST_SECONDS_AT_THE_DOOR = 30.0


class StreamHouse:
    """What one process of the live stream holds."""

    def __init__(self, settings: StreamSettings) -> None:
        self.settings = settings
        self.mongo: MongoClient[dict[str, Any]] = connect(
            settings.mongodb_url,
            name="coulisse-stream",
            patience=settings.database_seconds,
            connections=_AT_THE_DOOR + 2,
        )
        self.doorway = threading.BoundedSemaphore(_AT_THE_DOOR)
        gateway = self.mongo["coulisse_gateway"]
        published = PublishedKeys(gateway[SIGNING_KEYS], lambda: datetime.now(UTC))
        providers = read_providers(settings.providers_file)
        self.door = Door(
            gateway[API_KEYS],
            settings.key_seconds,
            TokenReader(settings.issuer, published),
            People(providers, fetcher(Allowed.read(settings.provider_allow))),
            notes_use=False,
        )
        self.audience = Audience(settings.most_per_client, settings.most)
        self.tail: Tail | None = None
        self.metrics = RequestMetrics()
        self._signs = VitalSigns(
            "stream",
            self.mongo,
            os.environ,
            settings.metrics_bind,
            self.metrics,
            {"/livez": self.broken, "/readyz": self.lacking, "/startupz": self.broken},
            lambda: {"reasons": self.lacking(), "streams": len(self.audience)},
            settings.heartbeat_seconds,
        )

    def broken(self) -> list[str]:
        """Why this process has to be replaced; empty when it is well."""
        return [] if self.tail is not None and self.tail.running else ["nothing follows the log of events"]

    def lacking(self) -> list[str]:
        """Why it brings no events at present; empty when it does."""
        following = self.tail is not None and self.tail.following
        return [] if following else ["the log of events cannot be followed"]

    @property
    def notifications(self) -> Database[dict[str, Any]]:
        return self.mongo["coulisse_notifications"]

    def start(self, alive: Callable[[], bool]) -> None:
        """Begin to follow the log; all streams end when `alive` says no."""
        self.tail = Tail(self.notifications, self.audience, alive)
        self.tail.start()
        self._signs.start()

    def stop(self) -> None:
        """Say that this process ends as it should."""
        self._signs.stop()


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
    app.wsgi_app = secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    return app


def _stream(house: StreamHouse) -> Response:
    authorization = request.headers.get("Authorization")
    with _one_of_few(house), pymongo.timeout(house.settings.database_seconds):
        g.caller = caller = house.door.caller(authorization)
        auth.require(caller, scopes.EVENTS_READ)
        incoming.check_acceptable(request, (EVENT_STREAM,))
        wanted = incoming.query(request, _FILTER)
        listener = Listener(
            caller.tenant, caller.client, frozenset(wanted.get("type", ())), wanted.get("case")
        )
        house.audience.admit(listener)
        try:
            last = request.headers.get("Last-Event-ID") or wanted.get("after")
            known = events.place_of(house.notifications, caller.tenant, last) if last else None
            place = known or events.newest(house.notifications, caller.tenant)
        except BaseException:
            house.audience.leave(listener)
            raise
    _drop_when_stuck(house.settings.stuck_seconds)
    response = Response(
        followed(
            listener,
            place,
            house.notifications,
            reset=last is not None and known is None,
            heartbeat=house.settings.heartbeat,
            open=lambda: house.audience.open,
            welcome=lambda: _welcome(house, authorization),
        ),
        content_type=EVENT_STREAM,
        headers={"X-Accel-Buffering": "no"},
    )
    response.call_on_close(lambda: house.audience.leave(listener))
    return response


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


def _welcome(house: StreamHouse, authorization: str | None) -> bool:
    """Whether the key still opens the door. A database that does not answer now is no reason to leave."""
    try:
        with pymongo.timeout(house.settings.database_seconds):
            auth.require(house.door.caller(authorization), scopes.EVENTS_READ)
    except Problem:
        return False
    except pymongo.errors.PyMongoError:
        return True
    return True


def _alive(house: StreamHouse) -> Response:
    if house.broken():
        raise unavailable("This process has to be restarted.")
    return Response('{"status":"alive"}', content_type="application/json")


def _ready(house: StreamHouse) -> Response:
    if house.lacking():
        raise unavailable("The log of events cannot be followed at present.")
    return Response(f'{{"status":"ready","streams":{len(house.audience)}}}', content_type="application/json")
