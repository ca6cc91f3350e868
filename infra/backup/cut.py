"""One consistent cut through all databases, read while everything goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from infra.backup.errors import BackupError
from infra.database.permissions import HEARTBEATS

PREFIX = "coulisse_"
NOT_KEPT = frozenset({HEARTBEATS})
PASSING = frozenset({"leases", "holds", "holders", "replicas"})
"""Databases and collections of the moment, which would only be in the way elsewhere."""

_TOO_OLD = frozenset({239, 246})
_WINDOW = "minSnapshotHistoryWindowInSeconds"
_BATCH = 1_000


def collections(client: MongoClient[dict[str, Any]]) -> list[tuple[str, str]]:
    """Every (database, collection) of Coulisse, in order."""
    return [
        (database, collection)
        for database in sorted(client.list_database_names())
        if database.startswith(PREFIX) and database not in NOT_KEPT
        for collection in sorted(client[database].list_collection_names())
        if collection not in PASSING and not collection.startswith("system.")
    ]


@contextmanager
def kept_for(client: MongoClient[dict[str, Any]], seconds: int) -> Iterator[None]:
    """The primary keeps what changes readable for at least so long meanwhile: `minSnapshotHistoryWindowInSeconds`, five
    minutes unless set. Where the account may not set it, what the server has must do."""
    try:
        before: int = client.admin.command({"getParameter": 1, _WINDOW: 1})[_WINDOW]
        if before < seconds:
            client.admin.command({"setParameter": 1, _WINDOW: seconds})
    except OperationFailure:
        yield
        return
    try:
        yield
    finally:
        if before < seconds:
            client.admin.command({"setParameter": 1, _WINDOW: before})


class Cut:
    """The databases as they were at the instant at which this was made.

    Use as a context manager. Reading takes no lock and stops nobody. It lasts as long as the server keeps the history.
    """

    def __init__(self, client: MongoClient[dict[str, Any]]) -> None:
        self._client = client
        self.collections = collections(client)
        self._session: ClientSession = client.start_session(snapshot=True)
        # The first read fixes the instant.
        self._client[f"{PREFIX}gateway"]["api_keys"].find_one({}, {"_id": 1}, session=self._session)

    def __enter__(self) -> "Cut":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.end_session()

    @property
    def cluster_time(self) -> Any:
        """The instant, as a BSON timestamp."""
        return self._session._snapshot_time

    def read(self, database: str, collection: str) -> Iterator[bytes]:
        """The collection's documents as BSON, some mebibytes at a time. Raises BackupError when the server has
        forgotten how things were."""
        try:
            cursor = self._client[database][collection].find_raw_batches(
                {}, session=self._session, batch_size=_BATCH
            )
            yield from cursor
        except OperationFailure as error:
            if error.code in _TOO_OLD:
                raise BackupError(
                    f"the server no longer knows {database}.{collection} as it was: reading took longer than it keeps"
                    f" history. Let it keep more: --window, or its parameter {_WINDOW}"
                ) from error
            raise
