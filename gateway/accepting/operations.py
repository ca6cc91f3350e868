"""Operations: what became of a command that was answered 202.

The id is that of the command's message with another prefix. Whether it was accepted, the gateway's own store says; what
became of it, the inbox of the service that received it.
"""

from typing import Any

from gateway.accepting.accepted import COLLECTION
from gateway.access.api_keys import Caller
from gateway.house import House
from shared.contracts.catalogue import BY_TYPE
from shared.persistence.outcomes import CommandOutcome, outcome_of

PREFIX = "op_"
_MESSAGE = "msg_"
_FAILED = {
    "code": "failed",
    "detail": "The command could not be carried out. This is our fault; the support team sees it.",
    "remedy": "Nothing is lost: wait, or tell the support team this operation's id.",
}
_SHOWN = {"tenant": 1, "subject": 1, "command": 1, "answer.location": 1, "created_at": 1}


def operation_id(message: str) -> str:
    """The operation of a message with this id."""
    return PREFIX + message.removeprefix(_MESSAGE)


def operation(house: House, caller: Caller, id: str) -> dict[str, Any] | None:
    """An operation as it is shown; None for one that this client did not hand over, or too long ago."""
    request = house.own[COLLECTION].find_one({"operation": id}, _SHOWN)
    if request is None or not request["_id"].startswith(f"{caller.tenant}|{caller.client}|"):
        return None
    (receiver,) = BY_TYPE[request["command"]].definition.receivers
    outcome = outcome_of(house.database(receiver), _MESSAGE + id.removeprefix(PREFIX))
    return {
        "id": id,
        "status": outcome.status if outcome else "pending",
        "command": request["command"],
        "subject": request["subject"],
        "resource": request["answer"]["location"] or None,
        "accepted_at": request["created_at"],
        "finished_at": outcome.at if outcome else None,
        "result": outcome.result if outcome else {},
        "error": _error(outcome),
    }


def _error(outcome: CommandOutcome | None) -> dict[str, str] | None:
    if outcome is None or outcome.status == "done":
        return None
    if outcome.status == "failed":
        return dict(_FAILED)
    error = {"code": outcome.code, "detail": outcome.detail, "remedy": outcome.remedy}
    return error | ({"pointer": outcome.pointer} if outcome.pointer else {})
