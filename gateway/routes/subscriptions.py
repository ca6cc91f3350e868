"""Subscriptions: who wants to be told of what, and where."""

import base64
import secrets
from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import SUBSCRIPTION, SUBSCRIPTION_CHANGE
from gateway.house import here
from gateway.ids import new_id
from gateway.notifying.checks import check_change, check_new
from gateway.notifying.receivers import fields_of, shown
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.commands import Rotation
from gateway.schemas.receivers import NewSubscription, SubscriptionChange
from gateway.schemas.subscriptions import AcceptedPing, Subscription, SubscriptionList
from services.notifications.queries import subscriptions
from services.notifications.queries.delivery_ids import new_delivery_id
from shared.contracts.notifying import Preference
from shared.contracts.subscriptions import (
    SECRET_PURPOSE,
    ChangeSubscription,
    CreateSubscription,
    DeleteSubscription,
    EnableSubscription,
    PingSubscription,
    RotateSecret,
)

ROUTES = Endpoints(
    "subscriptions", "Who is told of what: by signed webhooks (Standard Webhooks 1.0), by mail, or in a chat."
)


@ROUTES.add(
    Route(
        method="POST",
        path="/subscriptions",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Be told of events; the answer shows the signing secret of a webhook, once",
        status=202,
        answer=answers.SubscriptionSecret,
        body=NewSubscription(),
        stores=True,
        example=SUBSCRIPTION,
    )
)
def create_subscription(call: Call) -> Response:
    check_new(call)
    body, at, id = call.body, now(), new_id("sub")
    channel, events = body["channel"], tuple(dict.fromkeys(body["events"]))
    secret = _new_secret() if channel == "webhook" else ""
    receiver = {"url": "", **fields_of(body, channel)}
    if channel != "webhook":
        receiver.setdefault("preference", Preference())
    message = CreateSubscription(
        subscription=id,
        client=call.caller.client,
        events=events,
        sealed_secret=here().sealer.seal(secret, SECRET_PURPOSE) if secret else "",
        actor=call.caller.actor,
        channel=channel,
        format=body.get("format", ""),
        **receiver,
    )
    answer = received(id, at, channel=channel, url=receiver["url"], events=body["events"], secret=secret)
    return hand_over(call, message, at=at, subject=id, body=answer, location=f"/v1/subscriptions/{id}")


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


@ROUTES.add(
    Route(
        method="GET",
        path="/subscriptions",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="List this client's subscriptions, without their secrets",
        answer=SubscriptionList,
    )
)
def list_subscriptions(call: Call) -> Response:
    caller = call.caller
    found = subscriptions.subscriptions_of(here().database("notifications"), caller.tenant, caller.client)
    return showing.several([one for each in found if (one := shown(each)) is not None])


@ROUTES.add(
    Route(
        method="GET",
        path="/subscriptions/<id:subscription>",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Read a subscription, without its secret",
        answer=Subscription,
    )
)
def read_subscription(call: Call) -> Response:
    found = known(call)
    return showing.one(found, version=found["revision"] if found else None)


@ROUTES.add(
    Route(
        method="PATCH",
        path="/subscriptions/<id:subscription>",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Change a subscription: its address, its events, its preference, or pause it",
        status=202,
        answer=answers.Accepted,
        body=SubscriptionChange(),
        stores=True,
        editable="required",
        example=SUBSCRIPTION_CHANGE,
    )
)
def change_subscription(call: Call) -> Response:
    found, body, at = known(call), call.body, now()
    if found is None:
        raise not_found()
    id = call.path["subscription"]
    check_change(call, found)
    call.check_version(found["revision"])
    message = ChangeSubscription(
        subscription=id,
        client=call.caller.client,
        actor=call.caller.actor,
        events=tuple(dict.fromkeys(body["events"])) if "events" in body else None,
        disabled=body.get("disabled"),
        revision=call.expected,
        **fields_of(body, found["channel"]),
    )
    return hand_over(
        call, message, at=at, subject=id, body=received(id, at), location=f"/v1/subscriptions/{id}"
    )


@ROUTES.add(
    Route(
        method="POST",
        path="/subscriptions/<id:subscription>/enable",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Be told again, after it was paused or switched off for failing",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def enable_subscription(call: Call) -> Response:
    id, at = existing(call), now()
    message = EnableSubscription(subscription=id, client=call.caller.client, actor=call.caller.actor)
    return hand_over(
        call, message, at=at, subject=id, body=received(id, at), location=f"/v1/subscriptions/{id}"
    )


@ROUTES.add(
    Route(
        method="POST",
        path="/subscriptions/<id:subscription>/ping",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Have a test event sent, `coulisse.ping`, whatever the subscription listens to",
        status=202,
        answer=AcceptedPing,
        stores=True,
    )
)
def ping_subscription(call: Call) -> Response:
    id, at = existing(call), now()
    delivery = new_delivery_id(at)
    message = PingSubscription(
        subscription=id, client=call.caller.client, delivery=delivery, actor=call.caller.actor
    )
    body = received(id, at, delivery=delivery)
    return hand_over(call, message, at=at, subject=id, body=body, location=f"/v1/deliveries/{delivery}")


@ROUTES.add(
    Route(
        method="DELETE",
        path="/subscriptions/<id:subscription>",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Be told no more",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def delete_subscription(call: Call) -> Response:
    id, at = existing(call), now()
    message = DeleteSubscription(subscription=id, client=call.caller.client, actor=call.caller.actor)
    return hand_over(call, message, at=at, subject=id, body=received(id, at))


@ROUTES.add(
    Route(
        method="POST",
        path="/subscriptions/<id:subscription>/rotate-secret",
        scope=scopes.SUBSCRIPTIONS_WRITE,
        summary="Get a new signing secret, shown once; the old one signs beside it for a while",
        status=202,
        answer=answers.SubscriptionSecret,
        body=Rotation(),
        stores=True,
        example={"overlap_hours": 24},
    )
)
def rotate_secret(call: Call) -> Response:
    id, at, secret = existing(call), now(), _new_secret()
    old_until = at + Rotation.overlap(call.body)
    message = RotateSecret(
        subscription=id,
        client=call.caller.client,
        sealed_secret=here().sealer.seal(secret, SECRET_PURPOSE),
        old_until=old_until,
        actor=call.caller.actor,
    )
    answer = received(id, at, secret=secret, old_secret_until=old_until)
    return hand_over(call, message, at=at, subject=id, body=answer, location=f"/v1/subscriptions/{id}")


def known(call: Call) -> dict[str, Any] | None:
    """The subscription that the address names, if it is this client's."""
    caller, id = call.caller, call.path["subscription"]
    return shown(
        subscriptions.subscription(here().database("notifications"), caller.tenant, caller.client, id)
    )


def existing(call: Call) -> str:
    """The id in the address, when this client has such a subscription; raises a 404 problem."""
    if known(call) is None:
        raise not_found()
    return call.path["subscription"]
