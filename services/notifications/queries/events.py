"""An organisation's log of events: what was told of its cases, in one order without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from bson.codec_options import CodecOptions
from pymongo.change_stream import CollectionChangeStream
from pymongo.collection import Collection
from pymongo.database import Database

from services.notifications.collections import EVENT_LOGS, EVENTS
from services.notifications.domain.event import BEGINNING

__all__ = [
    "BEGINNING",
    "MOST",
    "Place",
    "Told",
    "event",
    "events",
    "newest",
    "place_of",
    "told_between",
    "watched",
]

TIME_LIMIT_MS = 2000
MOST = 101
"""A page of a hundred, and one more, from which the reader knows whether there is a next page."""

Order = Literal["newest", "oldest"]
_Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the log: after the event with this number and id; 0 and BEGINNING before the first."""

    number: int
    id: str


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it is handed on. body: its JSON text, as webhooks carry it."""

    tenant: str
    number: int
    id: str
    type: str
    case: str
    body: str

    @classmethod
    def of(cls, document: _Document) -> "Told":
        return cls(
            document["tenant"],
            document["number"],
            document["_id"],
            document["type"],
            document["case"],
            document["body"],
        )


def event(database: Database[_Document], tenant: str, id: str) -> _Document | None:
    """One event with the keys of `events`; None when it does not exist or is no longer kept."""
    found = _events(database).find_one({"_id": id, "tenant": tenant}, max_time_ms=TIME_LIMIT_MS)
    return None if found is None else _shown(found)


def events(
    database: Database[_Document],
    tenant: str,
    *,
    types: Sequence[str] = (),
    case: str | None = None,
    since: datetime | None = None,
    after: Place | None = None,
    beyond: Place | None = None,
    order: Order = "newest",
    limit: int = 50,
) -> list[_Document]:
    """Events of an organisation, at most `limit` (and MOST) of them.

    types: of any of these, or of all; since: from the first one on that was told then or later; after: those that
    follow this place in the log; beyond: the last one of the page before, in the given order.
    Keys: id, type, timestamp, client (whose case it is), data (what happened, by type).
    """
    lowest = max(after.number if after else 0, _before(database, tenant, since) if since else 0)
    numbers: dict[str, int] = {"$gt": lowest}
    if beyond is not None and order == "newest":
        numbers["$lt"] = beyond.number
    elif beyond is not None:
        numbers["$gt"] = max(lowest, beyond.number)
    wanted = _wanted(tenant, types, case) | {"number": numbers}
    found = _events(database).find(wanted, max_time_ms=TIME_LIMIT_MS)
    direction = -1 if order == "newest" else 1
    return [_shown(one) for one in found.sort("number", direction).limit(max(1, min(limit, MOST)))]


def told_between(
    database: Database[_Document],
    tenant: str,
    after: int,
    until: int,
    *,
    types: Sequence[str] = (),
    case: str | None = None,
    limit: int = MOST,
) -> list[Told]:
    """The events numbered after `after` up to `until`, oldest first, at most `limit` of them."""
    wanted = _wanted(tenant, types, case) | {"number": {"$gt": after, "$lte": until}}
    found = _events(database).find(wanted, max_time_ms=TIME_LIMIT_MS)
    return [Told.of(one) for one in found.sort("number", 1).limit(limit)]


def newest(database: Database[_Document], tenant: str) -> Place:
    """Where the log ends at present."""
    log = database[EVENT_LOGS].find_one({"_id": tenant}, max_time_ms=TIME_LIMIT_MS)
    return Place(0, BEGINNING) if log is None else Place(log["last"], log["last_id"])


def place_of(database: Database[_Document], tenant: str, id: str) -> Place | None:
    """Where an event stands; None when it does not exist or is no longer kept. BEGINNING is before the first."""
    if id == BEGINNING:
        return Place(0, BEGINNING)
    found = _events(database).find_one(
        {"_id": id, "tenant": tenant}, {"number": 1}, max_time_ms=TIME_LIMIT_MS
    )
    return None if found is None else Place(found["number"], id)


def watched(database: Database[_Document], await_ms: int) -> CollectionChangeStream[_Document]:
    """The events of all organisations as they are committed, from now on; each wait takes at most `await_ms`."""
    return _events(database).watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=await_ms)


def _before(database: Database[_Document], tenant: str, since: datetime) -> int:
    """The number before the first event that was told at `since` or later. Instants rise with the numbers."""
    first = _events(database).find_one(
        {"tenant": tenant, "at": {"$gte": since}},
        {"number": 1},
        sort=[("at", 1), ("number", 1)],
        max_time_ms=TIME_LIMIT_MS,
    )
    return newest(database, tenant).number if first is None else first["number"] - 1


def _wanted(tenant: str, types: Sequence[str], case: str | None) -> _Document:
    wanted: _Document = {"tenant": tenant}
    if case is not None:
        wanted["case"] = case
    if types:
        wanted["type"] = types[0] if len(types) == 1 else {"$in": list(types)}
    return wanted


def _events(database: Database[_Document]) -> Collection[_Document]:
    return database.get_collection(EVENTS, codec_options=CodecOptions(tz_aware=True))


def _shown(document: _Document) -> _Document:
    shown: _Document = orjson.loads(document["body"])
    return shown
