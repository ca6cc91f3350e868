"""How Coulisse talks to MongoDB: always majority and journal, always with time limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from pymongo import ASCENDING, DESCENDING, MongoClient
from pymongo.collection import Collection as MongoCollection
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    InvalidOperation,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from shared.contracts.decision import Index
from shared.contracts.errors import TransientError, UnavailableError
from shared.security.certificates import certificate_trouble


class TooSlowError(TransientError):
    """A query passed its time limit. That is this query's trouble and may pass: its message climbs the ladder, the
    others go on."""


Documents = MongoCollection[dict[str, Any]]

_AWAY_CODES = frozenset({11600, 11602, 10107, 13435, 13436, 189, 91, 7, 6, 89, 9001, 262, 133, 134, 14031})
"""Server errors that mean: no primary here now, or none that answers or has room on its disk (docs of MongoDB, error
codes). A query over its own time limit (50) is not among them: that is a fault of the query, and must not stop its
neighbours."""


def connect(
    url: str, *, name: str = "coulisse", patience: float = 5.0, connections: int = 64
) -> MongoClient[dict[str, Any]]:
    """A client of at most so many `connections` that waits at most `patience` seconds for a primary. Make it after a
    fork, never before."""
    return MongoClient(
        url,
        appname=name,
        w="majority",
        journal=True,
        readConcernLevel="majority",
        tz_aware=True,
        tzinfo=UTC,
        retryWrites=True,
        retryReads=True,
        serverSelectionTimeoutMS=int(patience * 1000),
        connectTimeoutMS=5000,
        socketTimeoutMS=20000,
        maxPoolSize=connections,
    )


def is_away(error: PyMongoError) -> bool:
    """Whether the database could not be reached or had no primary, rather than refused what was asked."""
    if isinstance(error, ConnectionFailure | ServerSelectionTimeoutError):
        return True
    return isinstance(error, OperationFailure) and error.code in _AWAY_CODES


@contextmanager
def reachable() -> Iterator[None]:
    """Turns the driver's ways of saying "not there" into UnavailableError, and "not in time" into TooSlowError.

    A client that is closed meanwhile is not there either: a thread may still wait for the database when its process
    ends.
    """
    try:
        yield
    except InvalidOperation as error:
        if "after close" in str(error):
            raise UnavailableError("the connection to the database is closed") from error
        raise
    except PyMongoError as error:
        if is_away(error):
            raise UnavailableError(_why_away(error)) from error
        if isinstance(error, ExecutionTimeout):
            raise TooSlowError("a query passed its time limit") from error
        raise


def _why_away(error: PyMongoError) -> str:
    if trouble := certificate_trouble(error):
        return f"the database's certificate is not accepted: {trouble}"
    return f"the database is away: {type(error).__name__}"


def apply_indexes(collection: Documents, indexes: tuple[Index, ...]) -> None:
    """Create what is missing; existing equal indexes stay untouched. Raises OperationFailure on a different one of
    the same name."""
    for index in indexes:
        options: dict[str, Any] = {"name": index_name(index)}
        if index.unique:
            options["unique"] = True
        if index.where:
            options["partialFilterExpression"] = dict(index.where)
        if index.expire_after is not None:
            options["expireAfterSeconds"] = index.expire_after
        collection.create_index(index_keys(index), **options)


def index_keys(index: Index) -> list[tuple[str, int]]:
    """Fields with their directions, `-` for descending; `id` is the document's `_id`."""
    return [sort_key(field) for field in index.fields]


def index_name(index: Index) -> str:
    return "_".join(field.replace("-", "desc_").replace(".", "_") for field in index.fields)


def sort_key(field: str) -> tuple[str, int]:
    """One field of an order, as MongoDB wants it."""
    name = field.lstrip("-")
    return ("_id" if name == "id" else name, DESCENDING if field.startswith("-") else ASCENDING)
