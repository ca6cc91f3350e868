"""What some really processed cases left in all databases, and copies of it."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pymongo import MongoClient

from tests.performance.stored.printing import EVENTS, Block, Place, Places, block, value_of

Mongo = MongoClient[dict[str, Any]]
Known = set[tuple[str, str, Any]]
EVENTS_KEY = EVENTS.encode()
"""What the first free number of an event is given under."""
_SHARED = frozenset({"stock_items", "customers", "series", "number_series", "event_logs"})
_PASSING = frozenset({"leases", "outbox", "usage", "seen", "health_changes"})
"""What cases share, and what passes or tells of the machine."""


def known_documents(mongo: Mongo) -> Known:
    """Database, collection and id of everything that is stored."""
    return {
        (database, collection, document["_id"])
        for database, collection in _collections(mongo)
        for document in mongo[database][collection].find({}, {"_id": 1})
    }


def _collections(mongo: Mongo) -> Iterator[tuple[str, str]]:
    for database in mongo.list_database_names():
        if database.startswith("coulisse_"):
            for collection in mongo[database].list_collection_names():
                if collection not in _SHARED | _PASSING:
                    yield database, collection


@dataclass(frozen=True, slots=True)
class Story:
    """cases: how many; blocks: every document they left, by database and collection; places: what differs."""

    cases: int
    blocks: tuple[Block, ...]
    places: tuple[Place, ...]

    @classmethod
    def since(cls, mongo: Mongo, before: Known, cases: int) -> "Story":
        """Everything that was stored since `before` was taken."""
        places = Places()
        blocks = [
            block(database, collection, document, places)
            for database, collection in sorted(_collections(mongo))
            for document in mongo[database][collection].find({})
            if (database, collection, document["_id"]) not in before
        ]
        return cls(cases, tuple(blocks), tuple(places.all))

    @property
    def numbers(self) -> dict[bytes, list[bytes]]:
        """The numbers in it, in their order, by prefix such as `SB-2026` (of cases) or `ST` (of references)."""
        found = sorted(place.value for place in self.places if place.kind == "number")
        return {prefix: list(those) for prefix, those in groupby(found, _prefix)}

    @property
    def events(self) -> list[bytes]:
        """The numbers of its events, in their order."""
        return sorted((place.value for place in self.places if place.kind == "count"), key=_whole)

    def copy(self, number: int, earlier_ms: int, first: dict[bytes, int]) -> Sequence[tuple[Block, bytes]]:
        """Another story like it. number: of the copy, never the same twice; first: by prefix, the first number that
        is free."""
        ranks = {value: rank for numbers in self.numbers.values() for rank, value in enumerate(numbers)}
        counts = {value: rank for rank, value in enumerate(self.events)}
        values = []
        for place in self.places:
            if place.kind == "number":
                prefix = _prefix(place.value)
                width = len(place.value) - len(prefix) - 1
                values.append(b"%s-%0*d" % (prefix, width, first[prefix] + ranks[place.value]))
            elif place.kind == "count":
                values.append(struct.pack("<i", first[EVENTS_KEY] + counts[place.value]))
            else:
                values.append(value_of(place, number, earlier_ms))
        return [(each, each.copy(values)) for each in self.blocks]


def _whole(count: bytes) -> int:
    return int.from_bytes(count, "little")


def _prefix(number: bytes) -> bytes:
    return number.rpartition(b"-")[0]
