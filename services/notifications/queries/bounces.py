"""Addresses of parties that take no mail, without the addresses."""

from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import BOUNCES
from services.notifications.domain.bouncing import bounce_key

TIME_LIMIT_MS = 2000
MOST = 100
_SHOWN = ("subscription", "case", "role", "status", "bounced_at", "allowed_at")


def bounces_of(database: Database[dict[str, Any]], tenant: str, client: str) -> list[dict[str, Any]]:
    """Those of a client, the latest first, at most MOST. Keys: id, subscription, case and role (where it bounced last),
    status (the mail server's codes), bounced_at, allowed_at (None while it is not tried again)."""
    rows = _rows(database).find({"tenant": tenant, "client": client}, max_time_ms=TIME_LIMIT_MS)
    return [_shown(row) for row in rows.sort("bounced_at", -1).limit(MOST)]


def bounce(database: Database[dict[str, Any]], tenant: str, client: str, id: str) -> dict[str, Any] | None:
    """One of them."""
    row = _rows(database).find_one(
        {"_id": bounce_key(tenant, client, id), "tenant": tenant}, max_time_ms=TIME_LIMIT_MS
    )
    return None if row is None else _shown(row)


def _rows(database: Database[dict[str, Any]]) -> Any:
    return database.get_collection(BOUNCES, codec_options=CodecOptions(tz_aware=True))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["bounce"], **{name: row[name] for name in _SHOWN}}
