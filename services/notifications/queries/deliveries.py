"""What was told to a client, and what became of each attempt."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bson.codec_options import CodecOptions
from pymongo.database import Database

from services.notifications.collections import DELIVERIES
from services.notifications.domain.delivery import effect_id

TIME_LIMIT_MS = 2000
MOST = 100
ROUNDS_SHOWN = 20

STATES = {
    "pending": ("due", "leased"),
    "done": ("done",),
    "given_up": ("given_up", "withdrawn"),
}
"""States of a delivery, and those of its latest effect that make them."""

_STATE_OF = {effect_state: state for state, effect_states in STATES.items() for effect_state in effect_states}
_Document = dict[str, Any]


def deliveries_of(
    database: Database[_Document],
    tenant: str,
    client: str,
    *,
    state: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[_Document]:
    """A client's deliveries, newest first, at most `limit` (100) of them.

    state: one of STATES, or None for all; before: the id of the last one of the page before.
    Keys: id (also the webhook-id), subscription, case, type, url, created_at, state (or `unknown` when
    its attempts are no longer kept), round (1, then one more for each
    redelivery), attempts (their number in the latest round), note (of the last attempt), next_attempt_at
    (None unless pending).
    """
    limit = max(1, min(limit, MOST))
    if state is None:
        page = _newest(database, tenant, client, before, limit)
        effects = _effects(database, [effect_id(one["_id"], one["round"]) for one in page])
        return [_shown(one, effects.get(effect_id(one["_id"], one["round"]))) for one in page]
    return list(islice(_in_state(database, tenant, client, STATES[state], before), limit))


def delivery(database: Database[_Document], tenant: str, client: str, id: str) -> _Document | None:
    """One delivery with the keys of `deliveries_of`, payload (what was sent) and history: all attempts of the
    latest 20 rounds, oldest first, each with at, outcome, note, took_ms and round."""
    found = _collection(database, DELIVERIES).find_one(
        {"_id": id, "tenant": tenant, "client": client}, max_time_ms=TIME_LIMIT_MS
    )
    if found is None:
        return None
    rounds = range(max(1, found["round"] - ROUNDS_SHOWN + 1), found["round"] + 1)
    effects = _effects(database, [effect_id(id, round) for round in rounds])
    shown = _shown(found, effects.get(effect_id(id, found["round"])))
    shown["payload"] = json.loads(found["body"])
    shown["history"] = [
        {**_attempt(attempt), "round": round}
        for round in rounds
        for attempt in effects.get(effect_id(id, round), {}).get("attempts", [])
    ]
    return shown


def _newest(
    database: Database[_Document], tenant: str, client: str, before: str | None, limit: int
) -> list[_Document]:
    wanted: _Document = {"tenant": tenant, "client": client}
    if before is not None:
        wanted["_id"] = {"$lt": before}
    found = _collection(database, DELIVERIES).find(wanted, {"body": 0}, max_time_ms=TIME_LIMIT_MS)
    return list(found.sort("_id", -1).limit(limit))


def _in_state(
    database: Database[_Document], tenant: str, client: str, states: tuple[str, ...], before: str | None
) -> Iterator[_Document]:
    """Deliveries whose latest round is in one of these states: a redelivered one has a round for each, and
    the older ones are passed over."""
    last = before
    while True:
        wanted: _Document = {"tenant": tenant, "what.client": client, "state": {"$in": list(states)}}
        if last is not None:
            wanted["what.delivery"] = {"$lt": last}
        found = _collection(database, "effects").find(wanted, max_time_ms=TIME_LIMIT_MS)
        effects = list(found.sort([("what.delivery", -1), ("what.round", -1)]).limit(MOST))
        if not effects:
            return
        yield from _latest(database, effects)
        last = effects[-1]["what"]["delivery"]


def _latest(database: Database[_Document], effects: list[_Document]) -> Iterator[_Document]:
    ids = list({effect["what"]["delivery"] for effect in effects})
    found = _collection(database, DELIVERIES).find(
        {"_id": {"$in": ids}}, {"body": 0}, max_time_ms=TIME_LIMIT_MS
    )
    by_id = {one["_id"]: one for one in found}
    for effect in effects:
        one = by_id.get(effect["what"]["delivery"])
        if one is not None and one["round"] == effect["what"]["round"]:
            yield _shown(one, effect)


def _effects(database: Database[_Document], ids: Iterable[str]) -> dict[str, _Document]:
    found = _collection(database, "effects").find({"_id": {"$in": list(ids)}}, max_time_ms=TIME_LIMIT_MS)
    return {effect["_id"]: effect for effect in found}


def _collection(database: Database[_Document], name: str) -> Any:
    return database.get_collection(name, codec_options=CodecOptions(tz_aware=True))


def _shown(stored: _Document, effect: _Document | None) -> _Document:
    effect = effect or {}
    state = _STATE_OF.get(effect.get("state", ""), "unknown")
    attempts = effect.get("attempts", [])
    return {
        "id": stored["_id"],
        "subscription": stored["subscription"],
        "case": stored["case"],
        "type": stored["type"],
        "url": stored["url"],
        "created_at": stored["created_at"],
        "state": state,
        "round": stored["round"],
        "attempts": len(attempts),
        "note": attempts[-1]["note"] if attempts else "",
        "next_attempt_at": effect.get("due_at") if state == "pending" else None,
    }


def _attempt(stored: _Document) -> _Document:
    return {key: stored.get(key) for key in ("at", "outcome", "note", "took_ms")}
