"""Bounces: addresses of parties that take no mail, and trying them again."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.bounces import Bounce, BounceList
from services.notifications.queries import bounces
from shared.contracts.notifying import AllowRecipient

ROUTES = Endpoints("bounces", "Addresses of parties that take no mail.")


@ROUTES.add(
    Route(
        method="GET",
        path="/bounces",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="List addresses of parties that bounced, the latest hundred, without the addresses",
        answer=BounceList,
    )
)
def list_bounces(call: Call) -> Response:
    caller = call.caller
    return showing.several(bounces.bounces_of(here().database("notifications"), caller.tenant, caller.client))


@ROUTES.add(
    Route(
        method="GET",
        path="/bounces/<id:bounce>",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Read where an address bounced, and whether it may be tried again",
        answer=Bounce,
    )
)
def read_bounce(call: Call) -> Response:
    caller, id = call.caller, call.path["bounce"]
    return showing.one(bounces.bounce(here().database("notifications"), caller.tenant, caller.client, id))


@ROUTES.add(
    Route(
        method="POST",
        path="/bounces/<id:bounce>/allow",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Have an address that bounced tried again from now on",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def allow_recipient(call: Call) -> Response:
    caller, id, at = call.caller, call.path["bounce"], now()
    if bounces.bounce(here().database("notifications"), caller.tenant, caller.client, id) is None:
        raise not_found()
    message = AllowRecipient(bounce=id, client=caller.client, actor=caller.actor)
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=f"/v1/bounces/{id}")
