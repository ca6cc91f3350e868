"""Retries of failed messages, and what else is ordered about them without changing them."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.ids import new_id
from gateway.reading.chosen_failures import chosen
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.failure_orders import AuditPage, RetryPage, RetryProgress
from gateway.schemas.failure_wishes import MarkWish, RetryWish
from gateway.schemas.paging import Page
from services.operations.queries import orders
from shared.contracts.failures import MarkFailures, RetryFailures, StopRetry

ROUTES = Endpoints(
    "failure-retries", "Failed messages sent back, put out of sight, noted about; and who ordered it."
)


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/retries",
        scope=scopes.FAILURES_RETRY,
        summary="Have failed messages sent back to where they failed: named ones, or all of a group as it is now",
        status=202,
        answer=answers.Accepted,
        body=RetryWish(),
        stores=True,
        example={"group": "logistics.9f86d081884c7d65", "note": "Stock item repaired"},
    )
)
def retry_failures(call: Call) -> Response:
    at = now()
    id = new_id("ret", at)
    message = RetryFailures(
        order=id, failures=chosen(call), actor=call.caller.actor, note=call.body.get("note", "")
    )
    body = received(id, at, total=len(message.failures))
    return hand_over(call, message, at=at, subject=id, body=body, location=f"/v1/operations/retries/{id}")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/retries",
        scope=scopes.FAILURES_READ,
        summary="List retries that were ordered, newest first",
        answer=RetryPage,
        query=Page(),
    )
)
def list_retries(call: Call) -> Response:
    return listed(call, "operations", orders.retries_of, place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/retries/<id:retry>",
        scope=scopes.FAILURES_READ,
        summary="Read how far a retry is, and what became of its messages",
        answer=RetryProgress,
    )
)
def read_retry(call: Call) -> Response:
    return showing.one(orders.retry(here().service_databases, call.caller.tenant, call.path["retry"]))


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/retries/<id:retry>/stop",
        scope=scopes.FAILURES_RETRY,
        summary="Send back no more of a retry; what was sent back stays so",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def stop_retry(call: Call) -> Response:
    id, at = call.path["retry"], now()
    if orders.retry(here().service_databases, call.caller.tenant, id) is None:
        raise not_found()
    message = StopRetry(order=id, actor=call.caller.actor)
    location = f"/v1/operations/retries/{id}"
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/failure-marks",
        scope=scopes.FAILURES_RETRY,
        summary="Archive failed messages, restore them, or note something about them",
        status=202,
        answer=answers.Accepted,
        body=MarkWish(),
        stores=True,
        example={
            "deed": "archive",
            "failures": ["logistics.0198c1a2b3c47d5e8f90123456789abc"],
            "note": "A test of the carrier, of no consequence",
        },
    )
)
def mark_failures(call: Call) -> Response:
    at = now()
    id = new_id("mrk", at)
    message = MarkFailures(
        mark=id,
        failures=chosen(call),
        deed=call.body["deed"],
        actor=call.caller.actor,
        note=call.body.get("note", ""),
    )
    return hand_over(call, message, at=at, subject=id, body=received(id, at, total=len(message.failures)))


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/audit",
        scope=scopes.FAILURES_READ,
        summary="List who ordered what about failed messages, newest first",
        answer=AuditPage,
        query=Page(),
    )
)
def list_audit(call: Call) -> Response:
    return listed(call, "operations", orders.audit, place="before")
