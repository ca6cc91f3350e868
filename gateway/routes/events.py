"""Events: the log of everything told of cases. The live stream is a program of its own (gateway/stream)."""

from functools import partial
from typing import Any, NoReturn

from flask import Response

from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import Fault, Problem, invalid
from gateway.schemas import events as shapes
from services.notifications.queries import events
from services.notifications.queries.events import Place

ROUTES = Endpoints("events", "Everything that was told of cases, and what is being told.")
_EXAMPLE = """\
retry: 2000
id: evt_019cadc69a808ca3e94629edd4b165ed

id: evt_019cadc7b1f0a4c2d8e6f00112233445
data: {"id":"evt_019cadc7b1f0a4c2d8e6f00112233445","type":"case.closed", ...}

: heartbeat
id: evt_019cadc7b1f0a4c2d8e6f00112233445
"""
_STREAMED = {
    "200": {
        "description": "Events, each as one JSON text, in the order of the log. Come back with Last-Event-ID and "
        "nothing is missed. A message `reset` says that the given event is no longer kept: read the cases anew.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    },
    "421": "MISDIRECTED_REQUEST",
    "429": "TOO_MANY_REQUESTS",
}


@ROUTES.add(
    Route(
        method="GET",
        path="/events",
        scope=scopes.EVENTS_READ,
        summary="Read the log of events, kept for 31 days",
        answer=shapes.EventPage,
        query=shapes.EventList(),
    )
)
def list_events(call: Call) -> Response:
    query, tenant = call.query, call.caller.tenant
    after = query.get("after")
    wanted = partial(
        events.events,
        here().database("notifications"),
        tenant,
        types=query.get("type", ()),
        case=query.get("case"),
        since=query.get("since"),
        after=_known(tenant, after, "after") if after else None,
        order=query["order"],
    )

    def found(last: str | None, limit: int) -> list[dict[str, Any]]:
        return wanted(beyond=_known(tenant, last, "cursor") if last else None, limit=limit)

    return paged(call, found)


def _known(tenant: str, id: str, parameter: str) -> Place:
    place = events.place_of(here().database("notifications"), tenant, id)
    if place is None:
        raise invalid(
            Fault(
                "not_kept",
                "There is no such event, or it is no longer kept.",
                "Read the cases anew, then go on from the newest event.",
                parameter=parameter,
            )
        )
    return place


@ROUTES.add(
    Route(
        method="GET",
        path="/events/<id:event>",
        scope=scopes.EVENTS_READ,
        summary="Read an event",
        answer=shapes.Event,
    )
)
def read_event(call: Call) -> Response:
    found = events.event(here().database("notifications"), call.caller.tenant, call.path["event"])
    return showing.one(found)


@ROUTES.add(
    Route(
        method="GET",
        path="/events/stream",
        scope=scopes.EVENTS_READ,
        summary="Be told of events as they come (server-sent events)",
        query=shapes.EventFilter(),
        produces=("text/event-stream",),
        more={"responses": _STREAMED},
    )
)
def stream_events(call: Call) -> NoReturn:
    address = here().settings.stream_url
    raise Problem(
        421,
        "misdirected",
        "The live stream is served by a program of its own: see the header Link, or ask who runs this house.",
        headers={"Link": f'<{address}/v1/events/stream>; rel="alternate"'} if address else {},
    )
