"""How far it is with sending again what a subscription missed."""

from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import REDELIVERIES

TIME_LIMIT_MS = 2000
_SHOWN = ("subscription", "since", "until", "state", "asked", "started_at", "finished_at")


def redelivery(
    database: Database[dict[str, Any]], tenant: str, client: str, subscription: str, id: str
) -> dict[str, Any] | None:
    """One redelivery of a client. Keys: id, subscription, since, until, state (running, done, failed), asked
    (deliveries that are sent again so far), started_at, finished_at (None while it runs) and failure (None unless it
    failed)."""
    rows = database.get_collection(REDELIVERIES, codec_options=CodecOptions(tz_aware=True))
    row = rows.find_one(
        {"_id": id, "tenant": tenant, "client": client, "subscription": subscription},
        max_time_ms=TIME_LIMIT_MS,
    )
    if row is None:
        return None
    return {"id": row["_id"], **{name: row[name] for name in _SHOWN}, "failure": row["failure"] or None}
