"""Deliveries: what was told to a client, and telling it again."""

from functools import partial

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.deliveries import Delivery, DeliveryList, DeliveryPage
from services.notifications.queries import deliveries
from shared.contracts.subscriptions import Redeliver

ROUTES = Endpoints("deliveries", "Notifications and what became of each attempt.")


@ROUTES.add(
    Route(
        method="GET",
        path="/deliveries",
        scope=scopes.DELIVERIES_READ,
        summary="List this client's deliveries, newest first",
        answer=DeliveryPage,
        query=DeliveryList(),
    )
)
def list_deliveries(call: Call) -> Response:
    own = partial(deliveries.deliveries_of, client=call.caller.client)
    return listed(call, "notifications", own, "state", "subscription", "type", "since", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/deliveries/<id:delivery>",
        scope=scopes.DELIVERIES_READ,
        summary="Read a delivery with what was sent and all attempts",
        answer=Delivery,
    )
)
def read_delivery(call: Call) -> Response:
    caller = call.caller
    found = deliveries.delivery(
        here().database("notifications"), caller.tenant, caller.client, call.path["delivery"]
    )
    return showing.one(found)


@ROUTES.add(
    Route(
        method="POST",
        path="/deliveries/<id:delivery>/redeliver",
        scope=scopes.DELIVERIES_WRITE,
        summary="Have a notification sent again, under its old id",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def redeliver(call: Call) -> Response:
    id, caller, at = call.path["delivery"], call.caller, now()
    if deliveries.delivery(here().database("notifications"), caller.tenant, caller.client, id) is None:
        raise not_found()
    message = Redeliver(delivery=id, client=caller.client, actor=caller.actor)
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=f"/v1/deliveries/{id}")
