"""What a commit writes to one collection, and the versions of what is there that it relies on."""

from collections.abc import Mapping
from typing import Any

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from shared.contracts.decision import Entity
from shared.contracts.errors import ConflictError
from shared.persistence.mapping import to_changes, to_document
from shared.persistence.mongo import Documents
from shared.persistence.store import Commit

_MANY = 16
"""From so many entities on, asking for their versions costs less than naming them in each update."""


class Changes:
    """To one collection; `write` them within the commit's transaction."""

    def __init__(self, commit: str) -> None:
        self._commit = commit
        self._others: list[InsertOne[dict[str, Any]] | DeleteOne] = []
        self._updates: list[tuple[str, dict[str, Any], bool]] = []
        self._versions: dict[str, int] = {}

    def add(self, entity: Entity) -> None:
        """One that must not be there yet."""
        self._others.append(InsertOne(to_document(entity, 1)))

    def save(self, entity: Entity, version: int, before: Entity | None) -> None:
        """One that is there with this version. Only what differs from `before` is written: MongoDB looks at no index
        whose fields stay as they are, which in a transaction costs it more than the rest of the update."""
        self._versions[entity.id] = version
        if before is None:
            self._updates.append((entity.id, to_document(entity, version + 1), True))
        else:
            self._updates.append((entity.id, {"$set": to_changes(entity, before, version + 1)}, False))

    def guard(self, id: str, version: int | None) -> None:
        """One that must still have this version, or, with None, still be absent: then it is made and removed, and
        whoever makes it at the same time meets that. (The driver sends a bulk's insertions before its deletions.)"""
        if version is None:
            self._others += [
                InsertOne({"_id": id, "version": 0, "guarded_by": self._commit}),
                DeleteOne({"_id": id}),
            ]
        else:
            self._versions[id] = version
            self._updates.append((id, {"$set": {"guarded_by": self._commit}}, False))

    def write(self, collection: Documents, session: ClientSession) -> None:
        """Raises ConflictError when a version has moved on.

        An update by `_id` alone needs no query plan, one by `_id` and version does. Many versions are therefore looked
        up first, by one query: within the transaction's snapshot, what moves on after that look is met by the update.
        """
        looked_up = len(self._versions) >= _MANY
        if looked_up:
            self._check_versions(collection, session)
        operations: list[Any] = list(self._others)
        for id, content, whole in self._updates:
            match = {"_id": id} if looked_up else {"_id": id, "version": self._versions[id]}
            operations.append(ReplaceOne(match, content) if whole else UpdateOne(match, content))
        result = collection.bulk_write(operations, ordered=False, session=session)
        if result.matched_count != len(self._updates):
            raise ConflictError(f"{len(self._updates) - result.matched_count} entities have moved on")

    def _check_versions(self, collection: Documents, session: ClientSession) -> None:
        found = collection.find(
            {"_id": {"$in": list(self._versions)}}, {"version": 1}, session=session, batch_size=10_000
        )
        if {document["_id"]: document["version"] for document in found} != self._versions:
            raise ConflictError("entities have moved on")


def changes_of(commit: Commit, names: Mapping[type[Entity], str]) -> dict[str, Changes]:
    """By name of the collection, given the collection of each kind."""
    changes: dict[str, Changes] = {}

    def to(kind: type[Entity]) -> Changes:
        return changes.setdefault(names[kind], Changes(commit.id))

    for entity, version in commit.saves:
        if version is None:
            to(type(entity)).add(entity)
        else:
            to(type(entity)).save(entity, version, commit.before.get((type(entity), entity.id)))
    for kind, id, guarded in commit.guards:
        to(kind).guard(id, guarded)
    for record in commit.adds:
        to(type(record)).add(record)
    return changes
