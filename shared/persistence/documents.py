"""Documents: files that the front office hands over, kept in GridFS, content stored once per tenant."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, BinaryIO, Protocol

from bson import ObjectId
from pymongo import MongoClient

from shared.contracts.decision import Index
from shared.contracts.errors import RefusedError
from shared.persistence import document_contents
from shared.persistence.document_contents import Contents, durable, speaking
from shared.persistence.document_ids import document_id
from shared.persistence.document_sweep import Swept, sweep

DATABASE = "coulisse_documents"
DOCUMENTS = "documents"

SWEEP_PATIENCE = 20
"""Seconds; a sweep that takes longer goes on the next time."""

INDEXES: tuple[tuple[str, Index], ...] = (
    (DOCUMENTS, Index(("content",))),
    (DOCUMENTS, Index(("received_at",), where={"case": None})),
    (DOCUMENTS, Index(("tenant", "case"))),
    *document_contents.INDEXES,
)
"""What `infra.apply` creates in DATABASE: collection name and index."""


class Source(Protocol):
    """What an upload is read from: an open file or a request's stream."""

    def read(self, size: int, /) -> bytes: ...


class TooLargeError(RefusedError):
    """The file has more bytes than allowed; nothing was kept."""


class EmptyFileError(RefusedError):
    """The file has no bytes; nothing was kept."""


class UnknownDocumentError(RefusedError):
    """The tenant has no such document."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is known of a document. size: bytes; sha256: hexadecimal; declared_type: the media type the client
    named; case: what it was attached to, None before; content: where the bytes are, shared by equal files of
    the tenant."""

    id: str
    tenant: str
    client: str
    sha256: str
    size: int
    declared_type: str
    received_at: datetime
    case: str | None
    content: ObjectId


class DocumentStore:
    """Takes in, describes and hands out documents. Another tenant's document is the same as none.

    Every write waits for a majority with journal. Everything raises UnavailableError when the database does
    not answer in time.
    """

    def __init__(
        self,
        client: MongoClient[dict[str, Any]],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        database: str = DATABASE,
    ) -> None:
        self._database = durable(client.get_database(database))
        self._documents = self._database[DOCUMENTS]
        self._contents = Contents(self._database)
        self._clock = clock

    def put(
        self, stream: Source, *, tenant: str, client: str, declared_type: str, most_bytes: int
    ) -> StoredDocument:
        """Store what the stream gives, under a new id; the same bytes of the same tenant are stored once.

        Raises TooLargeError beyond `most_bytes` and EmptyFileError for nothing. The client's file name is not
        wanted here: names are made by Coulisse alone.
        """
        now = in_milliseconds(self._clock())
        content = self._contents.take(_capped(stream, most_bytes), tenant, now)
        if content is None:
            raise EmptyFileError("The file is empty.")
        document = StoredDocument(
            id=document_id(now),
            tenant=tenant,
            client=client,
            sha256=content.sha256,
            size=content.size,
            declared_type=declared_type,
            received_at=now,
            case=None,
            content=content.id,
        )
        with speaking():
            self._documents.insert_one(_as_stored(document))
        return document

    def describe(self, tenant: str, ids: Iterable[str]) -> dict[str, StoredDocument]:
        """The tenant's documents among these ids, by id; unknown ones are left out."""
        with speaking():
            rows = list(self._documents.find({"_id": {"$in": list(set(ids))}, "tenant": tenant}))
        return {row["_id"]: _as_known(row) for row in rows}

    def open(self, tenant: str, id: str) -> BinaryIO:
        """The document's bytes, to `read`, and to `seek` in for a range (RFC 9110, section 14). Raises
        UnknownDocumentError. Reading may raise PyMongoError when the database goes away meanwhile."""
        document = self.describe(tenant, (id,)).get(id)
        if document is None:
            raise UnknownDocumentError("There is no such document.")
        return self._contents.open(document.content, document.size)

    def contents(
        self, documents: Sequence[StoredDocument], batch_bytes: int
    ) -> Iterator[tuple[StoredDocument, bytes | None]]:
        """The whole bytes of documents that `describe` gave, read with one query per about `batch_bytes`.

        None stands for content that is damaged or gone. At most `batch_bytes`, or one larger document, is
        held at a time.
        """
        for batch in _batches(documents, batch_bytes):
            with speaking():
                found = self._contents.read({document.content: document.size for document in batch})
            for document in batch:
                data = found.get(document.content)
                whole = data is not None and sha256(data).hexdigest() == document.sha256
                yield document, data if whole else None

    def attach(self, tenant: str, ids: Iterable[str], case: str) -> tuple[str, ...]:
        """Tie documents to a case, all or none: answers the ids that cannot be, since they are unknown or
        belong to another case. Tying again to the same case changes nothing."""
        wanted = set(ids)
        if not wanted:
            return ()
        mine = {"_id": {"$in": sorted(wanted)}, "tenant": tenant, "case": {"$in": [None, case]}}
        with speaking():
            known = {row["_id"]: row["case"] for row in self._documents.find(mine, {"case": 1})}
            if missing := wanted - known.keys():
                return tuple(sorted(missing))
            done = self._documents.update_many(mine, {"$set": {"case": case}})
            if done.matched_count == len(wanted):
                return ()
            return self._give_back(mine, [id for id, tied in known.items() if tied is None], wanted)

    def _give_back(self, mine: dict[str, Any], fresh: list[str], wanted: set[str]) -> tuple[str, ...]:
        """Another case or the sweep took one of them between looking and tying: tie none."""
        left = {row["_id"] for row in self._documents.find(mine, {"_id": 1})}
        self._documents.update_many({**mine, "_id": {"$in": fresh}}, {"$set": {"case": None}})
        # When the other has let go meanwhile, none is missing now; still none of ours is tied.
        return tuple(sorted((wanted - left) or fresh))

    def sweep_orphans(self, older_than: timedelta, now: datetime) -> Swept:
        """Remove uploads that no case took within `older_than`, contents that no document refers to any more,
        and leftovers of uploads that broke off: some thousands at most, more the next time. Several may run
        at once. `older_than` must be at least ten minutes, longer than any upload takes."""
        if older_than < timedelta(minutes=10):
            raise ValueError("older_than is shorter than an upload may take: at least ten minutes")
        with speaking(SWEEP_PATIENCE):
            return sweep(self._database, now - older_than, now)


def in_milliseconds(instant: datetime) -> datetime:
    """The instant as MongoDB keeps it."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _capped(stream: Source, most_bytes: int) -> Iterator[bytes]:
    taken = 0
    while piece := stream.read(document_contents.CHUNK):
        taken += len(piece)
        if taken > most_bytes:
            raise TooLargeError(f"The file is larger than {most_bytes} bytes.")
        yield piece


def _batches(documents: Sequence[StoredDocument], batch_bytes: int) -> Iterator[list[StoredDocument]]:
    batch: list[StoredDocument] = []
    held = 0
    for document in documents:
        if batch and held + document.size > batch_bytes:
            yield batch
            batch, held = [], 0
        batch.append(document)
        held += document.size
    if batch:
        yield batch


def _as_stored(document: StoredDocument) -> dict[str, Any]:
    row = {name: getattr(document, name) for name in StoredDocument.__slots__}
    row["_id"] = row.pop("id")
    return row


def _as_known(row: dict[str, Any]) -> StoredDocument:
    known = {name: row[name] for name in StoredDocument.__slots__ if name != "id"}
    return StoredDocument(id=row["_id"], **known)
