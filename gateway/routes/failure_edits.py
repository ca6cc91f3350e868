"""Failed messages repaired: tried out, edited by one person and approved by another."""

import json
from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.ids import new_id
from gateway.refusing.problems import Fault, invalid, not_found
from gateway.schemas import answers
from gateway.schemas.failure_orders import DryRun, Edit, EditPage
from gateway.schemas.failure_wishes import DryRunWish, EditDecision, EditList, EditWish
from services.operations.queries import failures, orders
from shared.contracts.codec import decode
from shared.contracts.errors import CoulisseError
from shared.contracts.failures import MOST_EDITED_BYTES, DecideEdit, EditFailure, TryFailure

ROUTES = Endpoints(
    "failure-edits", "Failed messages repaired: tried out, edited, approved by a second person."
)


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/failures/<id:failure>/dry-runs",
        scope=scopes.FAILURES_RETRY,
        summary="Have its service say what would happen if the message were handled now; nothing is changed",
        status=202,
        answer=answers.Accepted,
        body=DryRunWish(),
        stores=True,
        example={"edit": "edt_0198c1a2b3c47d5e8f90123456789abc"},
    )
)
def try_failure(call: Call) -> Response:
    _found(call)
    at, failure, edit = now(), call.path["failure"], None
    if "edit" in call.body:
        edit = orders.edit(here().database("operations"), call.caller.tenant, call.body["edit"])
        if edit is None or edit["failure"] != failure:
            raise invalid(
                Fault(
                    "unknown_edit",
                    "There is no such edit of this message.",
                    "Look at the list of edits.",
                    "/edit",
                )
            )
    id, (service, _, own) = new_id("dry", at), failure.partition(".")
    message = TryFailure(
        dry_run=id,
        service=service,
        failure=own,
        actor=call.caller.actor,
        body=edit["body"] if edit else "",
        edit=edit["id"] if edit else "",
    )
    location = f"/v1/operations/dry-runs/{id}"
    return hand_over(call, message, at=at, subject=failure, body=received(id, at), location=location)


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/dry-runs/<id:dry_run>",
        scope=scopes.FAILURES_READ,
        summary="Read what would happen",
        answer=DryRun,
    )
)
def read_dry_run(call: Call) -> Response:
    database = here().database("operations")
    return showing.one(orders.dry_run(database, call.caller.tenant, call.path["dry_run"]))


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/failures/<id:failure>/edits",
        scope=scopes.FAILURES_EDIT,
        summary="Propose another body for a failed message; a second person has to approve it",
        status=202,
        answer=answers.Accepted,
        body=EditWish(),
        stores=True,
        example={
            "message": {
                "specversion": "1.0",
                "id": "0198c1a2b3c47d5e8f90123456789abc",
                "source": "coulisse/intake",
                "type": "stock.release.v1",
                "subject": "case_0198c1a2b3c47d5e8f90123456789abc",
                "time": "2026-03-31T10:00:00Z",
                "tenant": "acme",
                "data": {
                    "case": "case_0198c1a2b3c47d5e8f90123456789abc",
                    "step": "reserve",
                    "warehouse": "lyon",
                },
            },
            "reason": "The warehouse was renamed",
        },
    )
)
def edit_failure(call: Call) -> Response:
    found, at = _found(call), now()
    body = json.dumps(call.body["message"], ensure_ascii=False, separators=(",", ":"))
    original = bytes(found["body"]).decode("utf-8", "replace")
    _check(body, original)
    id, (service, _, own) = new_id("edt", at), call.path["failure"].partition(".")
    message = EditFailure(
        edit=id,
        service=service,
        failure=own,
        original=original,
        body=body,
        reason=call.body["reason"],
        actor=call.caller.actor,
    )
    location = f"/v1/operations/edits/{id}"
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/edits",
        scope=scopes.FAILURES_READ,
        summary="List edits, newest first",
        answer=EditPage,
        query=EditList(),
    )
)
def list_edits(call: Call) -> Response:
    return listed(call, "operations", orders.edits_of, "state", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/operations/edits/<id:edit>",
        scope=scopes.FAILURES_READ,
        summary="Read an edit: what it changes, who proposed and who decided it",
        answer=Edit,
    )
)
def read_edit(call: Call) -> Response:
    return showing.one(orders.edit(here().database("operations"), call.caller.tenant, call.path["edit"]))


@ROUTES.add(
    Route(
        method="POST",
        path="/operations/edits/<id:edit>/decision",
        scope=scopes.FAILURES_APPROVE,
        summary="Approve an edit, which is then sent, or reject it; nobody approves their own",
        status=202,
        answer=answers.Accepted,
        body=EditDecision(),
        stores=True,
        example={"decision": "approve"},
    )
)
def decide_edit(call: Call) -> Response:
    id, at = call.path["edit"], now()
    if orders.edit(here().database("operations"), call.caller.tenant, id) is None:
        raise not_found()
    message = DecideEdit(
        edit=id,
        approved=call.body["decision"] == "approve",
        actor=call.caller.actor,
        note=call.body.get("note", ""),
    )
    location = f"/v1/operations/edits/{id}"
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)


def _found(call: Call) -> dict[str, Any]:
    found = failures.stored(here().service_databases, call.caller.tenant, call.path["failure"])
    if found is None:
        raise not_found()
    return found


def _check(body: str, original: str) -> None:
    """Raises a 422 problem. What the body has to keep of the original, operations checks once more."""
    if max(len(body.encode()), len(original.encode())) > MOST_EDITED_BYTES:
        raise invalid(
            Fault(
                "too_large_to_edit",
                "Messages of more than {most} bytes cannot be edited.",
                "Retry it as it is, or archive it.",
                "/message",
                values={"most": MOST_EDITED_BYTES},
            )
        )
    try:
        decode(body.encode())
    except CoulisseError as error:
        raise invalid(
            Fault(
                "breaks_contract",
                "The message does not keep to its contract: {reason}",
                "Mend what is named.",
                "/message",
                values={"reason": str(error)},
            )
        ) from error
