"""The store on MongoDB: one transaction per batch, a few round trips whatever the batch's size."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Collection as Some
from datetime import datetime
from typing import Any

from bson.errors import InvalidDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.errors import (
    BulkWriteError,
    DocumentTooLarge,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)
from pymongo.write_concern import WriteConcern

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Collection, Entity, Index, Selection
from shared.contracts.errors import ConflictError, UnavailableError
from shared.persistence.changes import changes_of
from shared.persistence.effect_wishes import asking, withdrawing
from shared.persistence.failed import FAILED, Failed
from shared.persistence.failed_capacity import Capacity, FailedCapacity
from shared.persistence.failures import failure, resolve_handled
from shared.persistence.mapping import from_document
from shared.persistence.mongo import is_away, reachable, sort_key
from shared.persistence.outbox import outbox_documents, rows_of
from shared.persistence.outcomes import inbox_document
from shared.persistence.store import (
    AlreadyHandledError,
    Commit,
    FailedMessage,
    Loaded,
    UnstorableError,
)

INBOX_DAYS = 7
_QUERY_MS = 10_000
_COMMIT_TRIES = 3
_BROKEN_OFF_CODES = frozenset({112, 251, 290, 11601})
"""Server errors that end a transaction whatever it wanted: it met another one, is unknown by now, had lived too long
(`transactionLifetimeLimitSeconds`; 290, in the middle of a write, comes without the label that says so), or was
interrupted by hand."""

RUNTIME_INDEXES: tuple[tuple[str, Index], ...] = (
    ("inbox", Index(("ids",), unique=True)),
    ("inbox", Index(("at",), expire_after=INBOX_DAYS * 86_400)),
    ("outbox", Index(("at",))),
    ("outbox", Index(("commit",))),
    ("effects", Index(("state", "-lane", "due_at"), where={"state": "due"})),
    ("effects", Index(("sandbox", "due_at"), where={"state": "due", "sandbox": {"$exists": True}})),
    ("effects", Index(("suspect", "due_at"), where={"state": "due", "suspect": True})),
    ("effects", Index(("lease.until",), where={"state": "leased"})),
    ("effects", Index(("subject",))),
    ("effects", Index(("finished_at",), expire_after=30 * 86_400)),
    *((FAILED.name, index) for index in FAILED.indexes),
    ("replicas", Index(("at",), expire_after=3600)),
)
"""What every service's database has beside its own collections."""

_CAPACITY = Capacity()


class MongoStore:
    """Keeps one service's entities, inbox, outbox, effects and failed messages in its database."""

    def __init__(
        self,
        client: MongoClient[dict[str, Any]],
        database: str,
        collections: Iterable[Collection[Any]],
        capacity: Capacity = _CAPACITY,
    ) -> None:
        self._client = client
        self._database = client[database]
        self._names: dict[type[Entity], str] = {Failed: FAILED.name, **{c.kind: c.name for c in collections}}
        self._capacity = FailedCapacity(self._database, capacity)
        # a forgotten deletion costs a second sending, which the receiver's inbox drops: no need to wait for the disk
        self._sent = self._database.outbox.with_options(write_concern=WriteConcern(w=1))

    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        found: dict[tuple[type[Entity], str], Loaded] = {}
        with reachable():
            for kind, ids in wanted.items():
                cursor = self._database[self._names[kind]].find(
                    {"_id": {"$in": list(ids)}}, max_time_ms=_QUERY_MS, batch_size=10_000
                )
                for document in cursor:
                    loaded = _loaded(document, kind)
                    found[(kind, loaded.entity.id)] = loaded
        return found

    def select(self, selection: Selection[Any]) -> list[Loaded]:
        with reachable():
            cursor = (
                self._database[self._names[selection.kind]]
                .find(dict(selection.equals), max_time_ms=_QUERY_MS)
                .sort([sort_key(field) for field in selection.order])
                .limit(selection.limit)
            )
            return [_loaded(document, selection.kind) for document in cursor]

    def handled(self, ids: Some[str]) -> set[str]:
        with reachable():
            cursor = self._database.inbox.find({"ids": {"$in": list(ids)}}, {"ids": 1}, max_time_ms=_QUERY_MS)
            return {id for document in cursor for id in document["ids"]} & set(ids)

    def commit(self, commit: Commit) -> None:
        self._transact(commit, _finish)

    def try_out(self, commit: Commit) -> None:
        self._transact(commit, _abort)

    def _transact(self, commit: Commit, end: Callable[[ClientSession], None]) -> None:
        try:
            with self._client.start_session() as session:
                session.start_transaction(max_commit_time_ms=_QUERY_MS)
                try:
                    self._write(commit, session)
                except BaseException:
                    _abort(session)
                    raise
                end(session)
        except (DocumentTooLarge, InvalidDocument) as error:
            raise UnstorableError(
                f"{type(error).__name__}: what a decision wants kept does not fit"
            ) from error
        except PyMongoError as error:
            raise _translated(error, self._records_of(commit)) from error

    def _write(self, commit: Commit, session: ClientSession) -> None:
        if commit.handled:
            self._database.inbox.insert_one(inbox_document(commit), session=session)
        for name, changes in changes_of(commit, self._names).items():
            changes.write(self._database[name], session)
        if commit.outgoing:
            self._database.outbox.insert_many(outbox_documents(commit), session=session)
        if commit.effects:
            self._database.effects.bulk_write(
                [asking(effect) for effect in commit.effects], ordered=False, session=session
            )
        if commit.withdraw:
            self._database.effects.bulk_write(withdrawing(commit.withdraw, commit.now), session=session)

    def _records_of(self, commit: Commit) -> set[tuple[str, str]]:
        return {(self._names[type(record)], record.id) for record in commit.adds}

    def forget_sent(self, commits: Some[str]) -> None:
        with reachable():
            self._sent.delete_many({"commit": {"$in": list(commits)}})

    def keep_unsent(self, commit: str, unsent: Some[str]) -> None:
        with reachable():
            self._database.outbox.update_many(
                {"commit": commit}, {"$pull": {"rows": {"id": {"$nin": list(unsent)}}}}
            )

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        with reachable():
            oldest = self._database.outbox.find(
                {"at": {"$lt": before}}, {"commit": 1}, max_time_ms=_QUERY_MS, sort=[("at", 1)], limit=most
            )
            whole: dict[str, list[OutgoingRow]] = {document["commit"]: [] for document in oldest}
            parts = self._database.outbox.find(
                {"commit": {"$in": list(whole)}}, max_time_ms=_QUERY_MS, sort=[("commit", 1), ("_id", 1)]
            )
            for document in parts:
                whole[document["commit"]] += rows_of(document)
            return list(whole.items())

    def fail(self, *messages: FailedMessage) -> list[str]:
        with reachable():
            refused = self._capacity.without_room(messages)
            kept = [failure(message) for message in messages if message.id not in refused]
            if kept:
                self._database.failed.bulk_write(kept, ordered=False)
            return refused

    def resolve(self, now: datetime, states: Some[str], after: str, most: int) -> str:
        with reachable():
            return resolve_handled(self._database, now, states, after, most)

    def tidy_failed(self, now: datetime) -> None:
        with reachable():
            self._capacity.tidy(now)


def _loaded(document: dict[str, Any], kind: type[Entity]) -> Loaded:
    version: int = document.pop("version")
    document.pop("guarded_by", None)
    return Loaded(from_document(document, kind), version)


def _abort(session: ClientSession) -> None:
    try:
        session.abort_transaction()
    except PyMongoError:
        return  # the server aborts it by itself; the first error is the one that counts


def _finish(session: ClientSession) -> None:
    """Commit; an unknown result may be asked again, since committing twice is once."""
    for left in reversed(range(_COMMIT_TRIES)):
        try:
            session.commit_transaction()
            return
        except PyMongoError as error:
            if left == 0 or not error.has_error_label("UnknownTransactionCommitResult"):
                raise


def _translated(error: PyMongoError, records: set[tuple[str, str]]) -> Exception:
    if error.has_error_label("TransientTransactionError") and not is_away(error):
        return ConflictError("the transaction met another one")
    if isinstance(error, DuplicateKeyError | BulkWriteError):
        return _duplicate(error, records)
    if is_away(error) or error.has_error_label("UnknownTransactionCommitResult"):
        return UnavailableError(f"the database is away: {type(error).__name__}")
    if isinstance(error, OperationFailure) and error.code in _BROKEN_OFF_CODES:
        return ConflictError("the transaction met another one, or was broken off")
    return UnstorableError(
        f"the database refuses what a decision wants kept: code {getattr(error, 'code', None)}"
    )


def _duplicate(error: DuplicateKeyError | BulkWriteError, records: set[tuple[str, str]]) -> Exception:
    """Which unique index was met: the inbox's, an entity's `_id` (somebody else made it at the same time), or a
    record's, which is added twice however often it is tried."""
    details: Mapping[str, Any] = error.details or {}
    writes = details.get("writeErrors") or [details]
    if any(".inbox " in str(write.get("errmsg", "")) for write in writes):
        return AlreadyHandledError("a message of the batch was handled before")
    if any(_is_record(write, records) for write in writes):
        return UnstorableError("a record with this id exists")
    if all(write.get("code") == 11000 for write in writes):
        return ConflictError("an entity was made by somebody else at the same time")
    return UnstorableError(f"the database refuses a write: code {writes[0].get('code')}")


def _is_record(write: Mapping[str, Any], records: set[tuple[str, str]]) -> bool:
    """Whether this duplicate key is one of the records' ids; the server names the collection in its message alone."""
    id = (write.get("keyValue") or {}).get("_id")
    message = str(write.get("errmsg", ""))
    return any(id == record and f".{name} index: " in message for name, record in records)
