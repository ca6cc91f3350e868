"""What an accepted request is: one document in `requests`, which is also its outbox row.

_id         tenant|client|method and address|Idempotency-Key
body_hash   keyed hash of address and body, to tell a retry from another request under the same key
tenant, subject, case    who and what it is about; `case` only when it submits one
received    what lists say of that case until intake has it (see cases/arrivals.py)
answer      what was answered, sealed, to be given again
operation   the id under which its outcome can be read (see operations.py), and `command`, the type of its message
message     {id, routing_key, body}: what goes to the broker; removed once confirmed
unsent      true until the broker confirmed
attach      documents to be tied to the case before the message goes; removed with it
created_at, sent_at      the document is removed seven days after sent_at, so never before it was sent
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.accepting.body_hash import BodyHash
from shared.contracts.codec import OutgoingRow

COLLECTION = "requests"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told; kept to be told again. Headers beside the usual ones: Location, and Link to the
    operation."""

    status: int
    body: bytes
    location: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that is ready to be stored. case, shown: the case that it submits, and what lists say of it; persons:
    (reference, data) for the vault, which is written first."""

    id: str
    body_hash: BodyHash
    tenant: str
    subject: str
    answer: Answer
    message: OutgoingRow
    command: str
    created_at: datetime
    case: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    attach: tuple[str, ...] = ()
    persons: tuple[tuple[str, dict[str, Any]], ...] = ()


def stored(request: Accepted, sealed_answer: bytes) -> dict[str, Any]:
    """The document that stands for the request."""
    document: dict[str, Any] = {
        "_id": request.id,
        "body_hash": request.body_hash.current,
        "tenant": request.tenant,
        "subject": request.subject,
        "answer": {
            "status": request.answer.status,
            "location": request.answer.location,
            "body": sealed_answer,
        },
        "message": {
            "id": request.message.id,
            "routing_key": request.message.routing_key,
            "body": request.message.body,
        },
        "operation": request.answer.operation,
        "command": request.command,
        "unsent": True,
        "created_at": request.created_at,
    }
    if request.case:
        document["case"] = request.case
        document["received"] = dict(request.shown)
    if request.attach:
        document["attach"] = list(request.attach)
    return document


def message_of(document: Mapping[str, Any]) -> OutgoingRow:
    """The message that a stored request still has to send."""
    message = document["message"]
    return OutgoingRow(message["id"], message["routing_key"], bytes(message["body"]))
