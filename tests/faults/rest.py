"""When nothing is in flight any more: neither in outboxes nor in queues, on the ladder or on its way to a partner."""

import time
from collections.abc import Callable

import requests
from pymongo.errors import PyMongoError

from infra.local.broker import VHOST
from tests.faults.flow import SERVICES
from tests.faults.stage import Stage

_QUIET_SECONDS = 7.0
"""Longer than the five seconds for which the broker's own figures may be old."""
_LOOK_EVERY = 0.5
_SAY_EVERY = 20.0


def wait_for_rest(stage: Stage, within: float, say: Callable[[str], None]) -> list[str]:
    """Returns once nothing was in flight for some seconds: an empty list, or what is still in flight after `within`
    seconds."""
    deadline, quiet_since, said_at = time.monotonic() + within, 0.0, time.monotonic()
    while True:
        moving = in_flight(stage)
        now = time.monotonic()
        if moving:
            quiet_since = 0.0
            if now > deadline:
                return moving
            if now - said_at > _SAY_EVERY:
                said_at = now
                say(f"still in flight: {'; '.join(moving)}")
        elif not quiet_since:
            quiet_since = now
        elif now - quiet_since > _QUIET_SECONDS:
            return []
        time.sleep(_LOOK_EVERY)


def in_flight(stage: Stage) -> list[str]:
    """What is on its way, in words."""
    try:
        return [*_in_databases(stage), *_in_queues(stage)]
    except (PyMongoError, requests.RequestException) as error:
        return [f"cannot look: {type(error).__name__}"]


def _in_databases(stage: Stage) -> list[str]:
    moving = []
    if unsent := stage.mongo["coulisse_gateway"].requests.count_documents({"unsent": True}):
        moving.append(f"{unsent} requests at the door")
    for service in SERVICES:
        database = stage.mongo[f"coulisse_{service}"]
        if rows := database.outbox.count_documents({}):
            moving.append(f"{rows} commits in the outbox of {service}")
        if effects := database.effects.count_documents({"state": {"$in": ["due", "leased"]}}):
            moving.append(f"{effects} effects of {service}")
    return moving


def _in_queues(stage: Stage) -> list[str]:
    url = stage.servers.brokers[0].management_url
    answer = requests.get(f"{url}/api/queues/{VHOST}?columns=name,messages", timeout=15)
    answer.raise_for_status()
    return [f"{queue['messages']} in {queue['name']}" for queue in answer.json() if queue.get("messages")]
