"""From a validated request to a stored one: the message, the answer, and a 202 once it is durable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, g

from gateway.accepting import idempotency, operations
from gateway.accepting.accepted import Accepted, Answer
from gateway.answering.json_bytes import as_json
from gateway.endpoints import Call
from gateway.house import here
from gateway.ids import new_id
from shared.contracts.codec import outgoing
from shared.contracts.message import Lane, Message


def now() -> datetime:
    """The present instant, to the millisecond, as everything that is stored and sent has it."""
    instant = here().clock()
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def business_time(call: Call, at: datetime) -> datetime:
    """What the caller's organisation takes this instant for: sandboxes may be ahead."""
    return at + here().clocks.ahead(call.caller.tenant) if call.caller.sandbox else at


def hand_over(call: Call, message: Message, **how: Any) -> Response:
    """Store a message for one service, and answer with the id of its operation; raises a 503 problem when it could
    not be stored. how: as `request_for` has it."""
    request = request_for(call, message, **how)
    (outcome,) = here().accept((request,))
    response = idempotency.answered(outcome, request.answer)
    g.subject = request.subject
    return response


def request_for(
    call: Call,
    message: Message,
    *,
    at: datetime,
    subject: str,
    body: Mapping[str, Any],
    location: str = "",
    lane: Lane = "normal",
    new_case: Mapping[str, Any] | None = None,
    attach: tuple[str, ...] = (),
    persons: tuple[tuple[str, dict[str, Any]], ...] = (),
) -> Accepted:
    """A message for one service and the answer `body`, ready to be stored. new_case: what lists say of the case that
    it submits, until intake has it."""
    id = new_id("msg", at)
    operation = operations.operation_id(id)
    row = outgoing(
        message,
        source="gateway",
        tenant=call.caller.tenant,
        lane=lane,
        now=at,
        id=id,
        traceparent=here().traces.passed_on(subject, begins=new_case is not None),
    )
    return Accepted(
        id=call.request_id,
        body_hash=call.body_hash,
        tenant=call.caller.tenant,
        subject=subject,
        answer=Answer(202, as_json({**body, "operation": operation}), location, operation),
        message=row,
        command=message.definition.type,
        created_at=at,
        case="" if new_case is None else subject,
        shown=new_case or {},
        attach=attach,
        persons=persons,
    )


def received(id: str, at: datetime, **more: Any) -> dict[str, Any]:
    """What is said of something that was accepted a moment ago."""
    return {"id": id, "status": "received", "received_at": at, **more}
