"""What a handler of either peer does: store the documents of a message, and say which messages come next."""

import json
from collections.abc import Iterator
from typing import Any

from pymongo import InsertOne, MongoClient, ReplaceOne, ReturnDocument

from tests.performance.peers.work import BY_MESSAGE, SHARED_BY_MANY, Hop, Stored

_FRAME = 45
"""Bytes that a stored document has beside its filler."""


def connect(url: str) -> MongoClient[dict[str, Any]]:
    """A connection whose writes are acknowledged by a majority and journaled, as Coulisse's are."""
    return MongoClient(url, w="majority", journal=True)


def body(hop: Hop, case: int) -> dict[str, Any]:
    """The body of a message for one case, as long in JSON as Coulisse's."""
    frame = len(json.dumps({"case": case, "filler": ""}))
    return {"case": case, "filler": "x" * (hop.size - frame)}


class Documents:
    """One service's database, as a handler sees it: every write is waited for before the next."""

    def __init__(self, client: MongoClient[dict[str, Any]], database: str) -> None:
        self._database = client[database]

    def handle(self, message: str, case: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """Store what the message leaves behind; yields the messages that it causes, name and body."""
        hop = BY_MESSAGE[message]
        done = {message}
        for stored in hop.stores:
            if stored.collection == "cases":
                done = self._note(message, case, stored)
            else:
                self._store(stored, case)
        follow = hop.alone if hop.joins - done else (*hop.alone, *hop.sends)
        for name in follow:
            yield name, body(BY_MESSAGE[name], case)

    def _note(self, message: str, case: int, stored: Stored) -> set[str]:
        """Replace the case's document and return which messages it has seen. One atomic call, so that two messages
        handled at the same time do not both believe they are the first."""
        change = {"$set": {"filler": filler(stored.size)}, "$addToSet": {"seen": message}}
        case_now = self._database.cases.find_one_and_update(
            {"_id": case}, change, upsert=True, return_document=ReturnDocument.AFTER
        )
        return set(case_now["seen"]) if case_now else {message}

    def _store(self, stored: Stored, case: int) -> None:
        """Several documents of one collection go in one call, as a careful programmer would write it."""
        document = {"filler": filler(stored.size)}
        writes: list[InsertOne[dict[str, Any]] | ReplaceOne[dict[str, Any]]] = []
        for place in range(stored.times):
            if stored.kept == "fact":
                writes.append(InsertOne(dict(document)))
            else:
                key = case if stored.kept == "case" else (case * 7 + place * 31) % SHARED_BY_MANY
                writes.append(ReplaceOne({"_id": key}, document, upsert=True))
        self._database[stored.collection].bulk_write(writes, ordered=False)


def filler(size: int) -> str:
    """Text that makes a document as large as that."""
    return "x" * max(0, size - _FRAME)
