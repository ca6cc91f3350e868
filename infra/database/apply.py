"""Create the collections' indexes; doing it again changes nothing."""

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from infra.process_names import PROCESSES
from shared.contracts.catalogue import SERVICES
from shared.contracts.decision import Collection, Index
from shared.contracts.errors import CoulisseError
from shared.persistence import documents, heartbeat_store
from shared.persistence.mongo import apply_indexes
from shared.persistence.mongo_store import RUNTIME_INDEXES
from shared.security import vault


class IndexMismatchError(CoulisseError):
    """An index of this name exists with other keys or options; nothing of it was changed."""


def apply_all_indexes(client: MongoClient[dict[str, Any]]) -> None:
    """Those of `wanted_indexes`; what an older version kept is brought along first."""
    for service in SERVICES:
        _adopt_failed(client[f"coulisse_{service}"])
    for database, indexes in wanted_indexes():
        _apply(client[database], indexes)


def wanted_indexes() -> Iterator[tuple[str, Iterable[tuple[str, Index]]]]:
    """By database, each with its collection: every service's own, what the runtime keeps beside them (with what the
    service's queries need on its effects), gateway, documents, vault and heartbeats."""
    for service in SERVICES:
        database = f"coulisse_{service}"
        yield database, RUNTIME_INDEXES
        kept = importlib.import_module(f"services.{service}.collections")
        yield database, _of_collections(kept.COLLECTIONS)
        yield database, getattr(kept, "FURTHER_INDEXES", ())
        yield database, (("effects", index) for index in getattr(kept, "EFFECT_INDEXES", ()))
    yield "coulisse_gateway", importlib.import_module("gateway.collections").INDEXES
    yield documents.DATABASE, documents.INDEXES
    yield vault.DATABASE, vault.INDEXES
    yield heartbeat_store.DATABASE, ((process, heartbeat_store.INDEX) for process in PROCESSES)


def _adopt_failed(database: Database[dict[str, Any]]) -> None:
    """Failed messages that an older version kept get what makes them entities: a version, and the id that the inbox
    would know them by."""
    database.failed.update_many(
        {"version": {"$exists": False}}, [{"$set": {"version": 1, "message_id": "$_id", "history": []}}]
    )


def _of_collections(collections: Iterable[Collection[Any]]) -> Iterable[tuple[str, Index]]:
    for collection in collections:
        for index in collection.indexes:
            yield collection.name, index
        if collection.due is not None:
            yield collection.name, Index(("due_at",), where={"due_at": {"$type": "date"}})
            yield collection.name, Index(("sandbox", "due_at"), where={"sandbox": {"$exists": True}})


def _apply(database: Database[dict[str, Any]], indexes: Iterable[tuple[str, Index]]) -> None:
    by_collection: dict[str, list[Index]] = {}
    for name, index in indexes:
        by_collection.setdefault(name, []).append(index)
    for name, wanted in by_collection.items():
        try:
            apply_indexes(database[name], tuple(wanted))
        except OperationFailure as error:
            raise IndexMismatchError(
                f"{database.name}.{name}: an index differs from the one wanted; drop it and run this again "
                f"({(error.details or {}).get('errmsg', error.code)})"
            ) from error
