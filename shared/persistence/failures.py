"""How a message that was given up is kept."""

from collections.abc import Collection as Some
from datetime import datetime
from hashlib import blake2b
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.persistence.failed import MOST_HISTORY, Failed, FailedAttempt
from shared.persistence.mapping import to_plain
from shared.persistence.store import FailedMessage

MOST_KEPT_BYTES = 8_000_000
"""Of the body of a failed message; the contract allows an eighth of it, and a document holds 16 MB."""
_QUERY_MS = 10_000


def cause_of(message: FailedMessage) -> str:
    """16 hexadecimal digits that all failures of one cause share: service, type of message, error and place."""
    service = message.queue.partition(".")[0]
    cause = f"{service}|{message.type}|{message.error}|{message.place}"
    return blake2b(cause.encode(), digest_size=8).hexdigest()


def attempt_of(message: FailedMessage) -> FailedAttempt:
    """This failure, as the history tells it."""
    return FailedAttempt(
        at=message.failed_at,
        error=message.error,
        reason=message.reason[:500],
        place=message.place,
        attempts=message.attempts,
        retry=message.retry,
    )


def failure(message: FailedMessage) -> UpdateOne:
    """Keep it, or add to its story that it failed once more."""
    return UpdateOne(
        {"_id": message.id},
        {
            "$set": _latest(message),
            "$setOnInsert": {
                "first_failed_at": message.failed_at,
                "body": message.body[:MOST_KEPT_BYTES],
                "body_bytes": len(message.body),
                "retries": 0,
                "retried_at": None,
                "order": "",
                "repaired": b"",
                "notes": [],
            },
            "$inc": {"failures": 1, "attempts": message.attempts, "version": 1},
            "$push": {"history": {"$each": [to_plain(attempt_of(message))], "$slice": -MOST_HISTORY}},
        },
        upsert=True,
    )


def _latest(message: FailedMessage) -> dict[str, Any]:
    """What the last failure says. The body stays the one that failed first: a repaired one is kept beside it."""
    return {
        "tenant": message.tenant,
        "queue": message.queue,
        "type": message.type,
        "subject": message.subject,
        "error": message.error,
        "reason": message.reason,
        "place": message.place,
        "stack": message.stack,
        "headers": message.headers,
        "failed_at": message.failed_at,
        "cause": cause_of(message),
        "message_id": message.message_id,
        "state": "failed",
        "resolved_at": None,
        "archived_at": None,
    }


def resolve_handled(
    database: Database[dict[str, Any]], now: datetime, states: Some[str], after: str, most: int
) -> str:
    """See Store.resolve."""
    chosen = {"state": {"$in": list(states)}, "_id": {"$gt": after}}
    found = list(
        database.failed.find(chosen, {"message_id": 1}, sort=[("_id", 1)], limit=most, max_time_ms=_QUERY_MS)
    )
    by_message = {known["message_id"]: known["_id"] for known in found if known.get("message_id")}
    handled = {
        id
        for document in database.inbox.find(
            {"ids": {"$in": list(by_message)}}, {"ids": 1}, max_time_ms=_QUERY_MS
        )
        for id in document["ids"]
    }
    resolved = [id for message, id in by_message.items() if message in handled]
    if resolved:
        database.failed.update_many(
            {"_id": {"$in": resolved}, "state": {"$in": list(states)}},
            {"$set": {"state": "resolved", "resolved_at": now, "archived_at": None}, "$inc": {"version": 1}},
        )
    return found[-1]["_id"] if len(found) == most else ""


def failed_once_more(message: FailedMessage, known: Failed | None) -> Failed:
    """The same for a store in memory."""
    history = (*(known.history if known else ()), attempt_of(message))[-MOST_HISTORY:]
    return Failed(
        id=message.id,
        **_latest(message),
        body=known.body if known else message.body[:MOST_KEPT_BYTES],
        body_bytes=known.body_bytes if known else len(message.body),
        first_failed_at=known.first_failed_at if known else message.failed_at,
        failures=(known.failures if known else 0) + 1,
        attempts=(known.attempts if known else 0) + message.attempts,
        history=history,
        retries=known.retries if known else 0,
        retried_at=known.retried_at if known else None,
        order=known.order if known else "",
        repaired=known.repaired if known else b"",
        notes=known.notes if known else (),
    )
