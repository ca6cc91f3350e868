"""What was told to a client, and what became of each attempt."""

import json
from datetime import datetime
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import DELIVERIES
from services.notifications.domain.delivery import BY_CHANNEL, first_id_at

TIME_LIMIT_MS = 2000
MOST = 101
"""A page of a hundred, and one more, from which the reader knows whether there is a next page."""

STATES = {
    "pending": ("due", "leased"),
    "done": ("done",),
    "given_up": ("given_up", "withdrawn"),
}
"""States of a delivery, and those of its effect that make them."""

_STATE_OF = {effect_state: state for state, effect_states in STATES.items() for effect_state in effect_states}
_CHANNEL_OF = {kind.__name__: channel for channel, kind in BY_CHANNEL.items()}
_Document = dict[str, Any]


def deliveries_of(
    database: Database[_Document],
    tenant: str,
    client: str,
    *,
    state: str | None = None,
    subscription: str | None = None,
    type: str | None = None,
    since: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[_Document]:
    """A client's deliveries, newest first, at most `limit` (and MOST) of them.

    state: one of STATES, or None for all; type: of the event; since: created then or later; before: the id of the
    last one of the page before.
    Keys: id, event (also the webhook-id), subscription, case, type, channel, url,
    created_at, asked_at (later than created_at
    when a redelivery was asked for), state, attempts (their number), note (of the last attempt),
    next_attempt_at (None unless pending).
    """
    wanted: _Document = {"tenant": tenant, "what.client": client}
    if state is not None or subscription is not None:
        states = STATES.values() if state is None else (STATES[state],)
        wanted["state"] = {"$in": [one for some in states for one in some]}
    for name, value in (("what.subscription", subscription), ("what.type", type)):
        if value is not None:
            wanted[name] = value
    if before is not None:
        wanted["_id"] = {"$lt": before}
    if since is not None:
        wanted["_id"] = {**wanted.get("_id", {}), "$gte": first_id_at(since)}
    found = _collection(database, "effects").find(wanted, max_time_ms=TIME_LIMIT_MS)
    return [_shown(effect) for effect in found.sort("_id", -1).limit(max(1, min(limit, MOST)))]


def delivery(database: Database[_Document], tenant: str, client: str, id: str) -> _Document | None:
    """One delivery with the keys of `deliveries_of`, payload (what is sent; None when it is no longer kept)
    and history: all attempts, oldest first, each with at, outcome, note and took_ms (milliseconds)."""
    effect = _collection(database, "effects").find_one(
        {"_id": id, "tenant": tenant, "what.client": client}, max_time_ms=TIME_LIMIT_MS
    )
    if effect is None:
        return None
    stored = _collection(database, DELIVERIES).find_one(
        {"_id": id, "tenant": tenant}, {"body": 1}, max_time_ms=TIME_LIMIT_MS
    )
    shown = _shown(effect)
    shown["payload"] = json.loads(stored["body"]) if stored else None
    shown["history"] = [
        {key: attempt.get(key) for key in ("at", "outcome", "note", "took_ms")}
        for attempt in effect["attempts"]
    ]
    return shown


def mail_of(database: Database[_Document], tenant: str, id: str) -> _Document | None:
    """Whose mail it was: client and subscription; None for what is no mail of this organisation, or not kept."""
    found = _collection(database, DELIVERIES).find_one(
        {"_id": id, "tenant": tenant, "channel": "mail"},
        {"_id": 0, "client": 1, "subscription": 1},
        max_time_ms=TIME_LIMIT_MS,
    )
    return dict(found) if found else None


def _collection(database: Database[_Document], name: str) -> Any:
    return database.get_collection(name, codec_options=CodecOptions(tz_aware=True))


def _shown(effect: _Document) -> _Document:
    what, attempts = effect["what"], effect["attempts"]
    state = _STATE_OF[effect["state"]]
    return {
        "id": effect["_id"],
        "event": what["event"],
        "subscription": what["subscription"],
        "case": what["case"],
        "type": what["type"],
        "channel": _CHANNEL_OF[effect["kind"]],
        "url": what["url"],
        "created_at": what["created_at"],
        "asked_at": what["asked_at"],
        "state": state,
        "attempts": len(attempts),
        "note": attempts[-1]["note"] if attempts else "",
        "next_attempt_at": effect["due_at"] if state == "pending" else None,
    }
