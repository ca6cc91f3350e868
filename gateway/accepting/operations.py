"""Operations: what became of a command that was answered 202.

The id is that of the command's message with another prefix. Whether it was accepted, the gateway's own store says; what
became of it, the inbox of the service that received it.
"""

from typing import Any

from flask import request

from gateway.accepting.accepted import COLLECTION
from gateway.access.api_keys import Caller
from gateway.house import House
from gateway.languages import chosen, said, text
from shared.contracts.catalogue import BY_TYPE
from shared.persistence.outcomes import CommandOutcome, outcome_of

PREFIX = "op_"
_MESSAGE = "msg_"
_FAILED = {
    "code": "failed",
    "detail": text("The command could not be carried out. This is our fault; the support team sees it."),
    "remedy": text("Nothing is lost: wait, or tell the support team this operation's id."),
}
_SHOWN = {"tenant": 1, "subject": 1, "command": 1, "answer.location": 1, "created_at": 1}


def operation_id(message: str) -> str:
    """The operation of a message with this id."""
    return PREFIX + message.removeprefix(_MESSAGE)


def operation(house: House, caller: Caller, id: str) -> dict[str, Any] | None:
    """An operation as it is shown, in the language of who asks; None for one that this client did not hand over, or
    too long ago."""
    command = house.own[COLLECTION].find_one({"operation": id}, _SHOWN)
    if command is None or not command["_id"].startswith(f"{caller.tenant}|{caller.client}|"):
        return None
    (receiver,) = BY_TYPE[command["command"]].definition.receivers
    outcome = outcome_of(house.database(receiver), _MESSAGE + id.removeprefix(PREFIX))
    return {
        "id": id,
        "status": outcome.status if outcome else "pending",
        "command": command["command"],
        "subject": command["subject"],
        "resource": command["answer"]["location"] or None,
        "accepted_at": command["created_at"],
        "finished_at": outcome.at if outcome else None,
        "result": outcome.result if outcome else {},
        "error": _error(outcome, chosen(request)),
    }


def _error(outcome: CommandOutcome | None, language: str) -> dict[str, str] | None:
    if outcome is None or outcome.status == "done":
        return None
    if outcome.status == "failed":
        return {"code": _FAILED["code"]} | {
            name: said(_FAILED[name], language, {}) for name in ("detail", "remedy")
        }
    own = outcome.detail_fr if language == "fr" else ""
    error = {
        "code": outcome.code,
        "detail": own or said(outcome.detail, language, outcome.values),
        "remedy": said(outcome.remedy, language, outcome.values),
    }
    return error | ({"pointer": outcome.pointer} if outcome.pointer else {})
