"""One of several processes does a chore: whoever holds the lease."""

from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError


def hold(
    leases: Collection[dict[str, Any]], name: str, holder: str, now: datetime, lasting: timedelta
) -> bool:
    """Take or prolong the lease; whether `holder` has it until now + lasting. Clocks may differ by less than that:
    a chore done by two at once must do no harm."""
    free_for_me = {"_id": name, "$or": [{"holder": holder}, {"until": {"$lt": now}}]}
    try:
        leases.update_one(free_for_me, {"$set": {"holder": holder, "until": now + lasting}}, upsert=True)
    except DuplicateKeyError:
        return False
    return True
