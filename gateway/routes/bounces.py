"""Bounces: addresses of parties that take no mail, and trying them again."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import BOUNCE_REPORT
from gateway.house import here
from gateway.notifying.reports import NO_SUCH_MAIL, check_address
from gateway.refusing.problems import invalid, not_found
from gateway.schemas import answers
from gateway.schemas.bounces import Bounce, BounceList, BounceReport
from services.notifications.queries import bounces, deliveries
from shared.contracts.notifying import AllowRecipient, ReportBounce
from shared.security.bounced_address import bounce_ids

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


@ROUTES.add(
    Route(
        method="POST",
        path="/bounces",
        scope=scopes.BOUNCES_REPORT,
        summary="Report a mail that came back after it had been accepted, as a mail provider's webhook tells of it",
        status=202,
        answer=answers.Accepted,
        body=BounceReport(),
        stores=True,
        example=BOUNCE_REPORT,
    )
)
def report_bounce(call: Call) -> Response:
    caller, body, at = call.caller, call.body, now()
    delivery = body["message_id"].lstrip("<").partition("@")[0]
    mail = deliveries.mail_of(here().database("notifications"), caller.tenant, delivery)
    if mail is None:
        raise invalid(NO_SUCH_MAIL)
    bounces_of_address = bounce_ids(here().sealer, body["address"])
    check_address(caller.tenant, mail, bounces_of_address)
    bounce = bounces_of_address[0]
    message = ReportBounce(
        delivery=delivery, client=mail["client"], bounce=bounce, status=body["status"], actor=caller.actor
    )
    body = received(bounce, at)
    return hand_over(call, message, at=at, subject=bounce, body=body, location=f"/v1/bounces/{bounce}")
