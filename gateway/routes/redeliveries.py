"""Sending everything again that a subscription missed."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import MISSED
from gateway.house import here
from gateway.ids import new_id
from gateway.refusing.problems import Fault, invalid
from gateway.routes.subscriptions import existing
from gateway.schemas import answers
from gateway.schemas.subscriptions import MissedSince, Redelivery
from services.notifications.queries import redeliveries
from shared.contracts.subscriptions import RedeliverFailed

ROUTES = Endpoints("redeliveries", "Everything that a subscription missed, sent again.")


@ROUTES.add(
    Route(
        method="POST",
        path="/subscriptions/<id:subscription>/redeliveries",
        scope=scopes.DELIVERIES_WRITE,
        summary="Have everything sent again that was given up since a time; works through it in pieces",
        status=202,
        answer=answers.Accepted,
        body=MissedSince(),
        stores=True,
        example=MISSED,
    )
)
def redeliver_missed(call: Call) -> Response:
    subscription, body, at, id = existing(call), call.body, now(), new_id("rdl")
    until = min(body.get("until") or at, at)
    if body["since"] >= until:
        fault = Fault(
            "empty_period",
            "The period ends before it begins, or lies ahead.",
            "Give an earlier time.",
            "/since",
        )
        raise invalid(fault)
    message = RedeliverFailed(
        redelivery=id,
        subscription=subscription,
        client=call.caller.client,
        since=body["since"],
        until=until,
        actor=call.caller.actor,
    )
    location = f"/v1/subscriptions/{subscription}/redeliveries/{id}"
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)


@ROUTES.add(
    Route(
        method="GET",
        path="/subscriptions/<id:subscription>/redeliveries/<id:redelivery>",
        scope=scopes.DELIVERIES_READ,
        summary="Read how far a redelivery is",
        answer=Redelivery,
    )
)
def read_redelivery(call: Call) -> Response:
    caller, path = call.caller, call.path
    found = redeliveries.redelivery(
        here().database("notifications"),
        caller.tenant,
        caller.client,
        path["subscription"],
        path["redelivery"],
    )
    return showing.one(found)
