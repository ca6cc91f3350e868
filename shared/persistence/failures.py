"""How a message that was given up is kept."""

from pymongo import UpdateOne

from shared.persistence.mapping import to_plain
from shared.persistence.store import FailedMessage

MOST_KEPT_BYTES = 8_000_000
"""Of the body of a failed message; the contract allows an eighth of it, and a document holds 16 MB."""


def failure(message: FailedMessage) -> UpdateOne:
    """Keep it, or count that it failed once more."""
    document = to_plain(message)
    id = document.pop("id")
    attempts = document.pop("attempts")
    first_failed_at = document["failed_at"]
    document["body"] = message.body[:MOST_KEPT_BYTES]
    document["body_bytes"] = len(message.body)
    return UpdateOne(
        {"_id": id},
        {
            "$set": {**document, "state": "failed"},
            "$setOnInsert": {"first_failed_at": first_failed_at},
            "$inc": {"failures": 1, "attempts": attempts},
        },
        upsert=True,
    )
