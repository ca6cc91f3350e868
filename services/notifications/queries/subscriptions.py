"""A client's subscriptions, never with their secrets."""

from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import SUBSCRIPTIONS
from services.notifications.domain.subscription import id_of

TIME_LIMIT_MS = 2000

_NO_SECRETS = {"subscriptions.sealed_secret": 0, "subscriptions.sealed_old_secret": 0}


def subscriptions_of(database: Database[dict[str, Any]], tenant: str, client: str) -> list[dict[str, Any]]:
    """All subscriptions of a client, oldest first, then those that were refused.

    Keys: id, url, events (list), state (`active`, `disabled` or `refused`), reason (empty when active),
    created_at, old_secret_until (None when only one secret signs), revision (0 of a refused one), channel, format
    (None unless of a chat), role and sealed_address (empty unless of mail), preference (None for a webhook).
    """
    found = _collection(database).find_one(
        {"_id": id_of(tenant, client), "tenant": tenant}, _NO_SECRETS, max_time_ms=TIME_LIMIT_MS
    )
    if found is None:
        return []
    return [*map(_shown, found["subscriptions"]), *map(_shown_refused, found["refused"])]


def subscription(
    database: Database[dict[str, Any]], tenant: str, client: str, id: str
) -> dict[str, Any] | None:
    """One subscription, with the keys of `subscriptions_of`."""
    return next((one for one in subscriptions_of(database, tenant, client) if one["id"] == id), None)


def _collection(database: Database[dict[str, Any]]) -> Any:
    return database.get_collection(SUBSCRIPTIONS, codec_options=CodecOptions(tz_aware=True))


def _shown(stored: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": stored["id"],
        "url": stored["url"],
        "events": stored["events"],
        "state": stored["state"],
        "reason": stored["reason"],
        "created_at": stored["created_at"],
        "old_secret_until": stored["old_until"],
        "revision": stored.get("revision", 1),
        "channel": stored.get("channel", "webhook"),
        "format": stored.get("format") or None,
        "role": stored.get("role", ""),
        "sealed_address": stored.get("sealed_address", "") if stored.get("channel") == "mail" else "",
        "preference": stored.get("preference"),
    }


def _shown_refused(stored: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": stored["id"],
        "url": stored["url"],
        "events": [],
        "state": "refused",
        "reason": stored["reason"],
        "created_at": stored["refused_at"],
        "old_secret_until": None,
        "revision": 0,
        "channel": stored.get("channel", "webhook"),
        "format": None,
        "role": "",
        "sealed_address": "",
        "preference": None,
    }
