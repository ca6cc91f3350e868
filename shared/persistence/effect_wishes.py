"""What a commit writes to a service's effects: those that are asked for, and those that are not wanted any more."""

from collections.abc import Collection as Some
from datetime import datetime
from typing import Any

from pymongo import UpdateMany, UpdateOne

from shared.contracts.sandbox import is_sandbox
from shared.persistence.mapping import to_plain
from shared.persistence.store import StoredEffect


def asking(effect: StoredEffect) -> UpdateOne:
    """Store an effect. Asked for again under the same id it becomes due again, with its attempts kept: at once, or when
    the call that has it in hand is over."""
    document: dict[str, Any] = {
        "kind": effect.kind,
        "destination": effect.destination,
        "what": to_plain(effect.what),
        "due_at": effect.due_at,
        "tenant": effect.tenant,
        "subject": effect.subject,
        "lane": effect.lane,
        "cause_id": effect.cause_id,
        "correlation": effect.correlation,
        "traceparent": effect.traceparent,
        "tries": 0,
        "spared": 0,
    }
    if is_sandbox(effect.tenant):
        document["sandbox"] = effect.tenant
    leased = {"$eq": ["$state", "leased"]}
    return UpdateOne(
        {"_id": effect.id},
        [
            {"$replaceWith": {"$mergeObjects": [{"attempts": []}, "$$ROOT", {"$literal": document}]}},
            {"$unset": "finished_at"},
            {
                "$set": {
                    "asked_again": {"$cond": [leased, True, "$$REMOVE"]},
                    "state": {"$cond": [leased, "leased", "due"]},
                }
            },
        ],
        upsert=True,
    )


def withdrawing(ids: Some[str], now: datetime) -> list[UpdateMany]:
    """What has not begun is not done any more, and what is being done is not done again."""
    return [
        UpdateMany(
            {"_id": {"$in": list(ids)}, "state": "due"}, {"$set": {"state": "withdrawn", "finished_at": now}}
        ),
        UpdateMany({"_id": {"$in": list(ids)}, "state": "leased"}, {"$unset": {"asked_again": ""}}),
    ]
