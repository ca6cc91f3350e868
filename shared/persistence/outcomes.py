"""What became of a command: read from the inbox of the service that received it, or from its failed store.

The inbox says which messages were handled. Beside their ids it keeps the answers of those decisions that had more to
say than "done", written by the same commit, so that an outcome costs no write of its own and is there exactly when
what it tells of is.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pymongo.database import Database

from shared.contracts.decision import Answer
from shared.persistence.mapping import to_plain
from shared.persistence.store import Commit

_TIME_LIMIT_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOutcome:
    """status: done; refused by a rule, see code, detail, remedy and pointer; failed: a person has to repair it.

    Fields as in shared.contracts.decision.Answer; at: when it was decided, or failed last.
    """

    status: Literal["done", "refused", "failed"]
    at: datetime
    code: str = ""
    detail: str = ""
    remedy: str = ""
    pointer: str = ""
    result: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    detail_fr: str = ""


def inbox_document(commit: Commit) -> dict[str, Any]:
    """What the inbox keeps of a commit."""
    document: dict[str, Any] = {"_id": commit.id, "ids": commit.handled, "at": commit.now}
    if commit.answers:
        document["answers"] = [{"id": id, **_shortened(answer)} for id, answer in commit.answers.items()]
    return document


def _shortened(answer: Answer) -> dict[str, Any]:
    return {name: value for name, value in to_plain(answer).items() if value}


def outcome_of(database: Database[dict[str, Any]], message: str) -> CommandOutcome | None:
    """The outcome of the message with this id in a service's database; None while it waits, or once the inbox has
    forgotten it (INBOX_DAYS)."""
    handled = database.inbox.find_one(
        {"ids": message},
        {"at": 1, "answers": {"$elemMatch": {"id": message}}},
        max_time_ms=_TIME_LIMIT_MS,
    )
    if handled is not None:
        answer = (handled.get("answers") or [{"id": message, "status": "done"}])[0]
        return CommandOutcome(at=handled["at"], **{name: answer[name] for name in answer if name != "id"})
    failed = database.failed.find_one(
        {"_id": message, "state": "failed"}, {"failed_at": 1}, max_time_ms=_TIME_LIMIT_MS
    )
    return None if failed is None else CommandOutcome(status="failed", at=failed["failed_at"])
