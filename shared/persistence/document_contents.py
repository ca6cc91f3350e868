"""The bytes of documents, in GridFS, each content once per tenant.

Written chunk by chunk in GridFS's own layout (MongoDB's GridFS specification), since the driver's writer
holds up to 32 MB in memory and cannot say "unless it is there already". Any GridFS reader can read it.

A content carries `metadata.doubt_at`: the instant from which somebody may have to make sure that a document
refers to it. Who is about to refer to it renews that instant first, so the sweep never takes it away under a
new document.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, BinaryIO

import pymongo
from bson import Int64, ObjectId
from bson.codec_options import CodecOptions
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.contracts.decision import Index
from shared.contracts.errors import UnavailableError
from shared.persistence.content_reading import ContentReader
from shared.persistence.mongo import is_away

BUCKET = "contents"
FILES = f"{BUCKET}.files"
CHUNKS = f"{BUCKET}.chunks"
CHUNK = 255 * 1024
PATIENCE = 5
"""Seconds that one exchange with the database may take, its retries included."""

INDEXES: tuple[tuple[str, Index], ...] = (
    (
        FILES,
        Index(
            ("metadata.tenant", "metadata.sha256"), unique=True, where={"metadata.sha256": {"$exists": True}}
        ),
    ),
    (FILES, Index(("metadata.doubt_at",), where={"metadata.doubt_at": {"$exists": True}})),
    (FILES, Index(("filename", "uploadDate"))),
    (CHUNKS, Index(("files_id", "n"), unique=True)),
)


@dataclass(frozen=True, slots=True)
class Content:
    """Stored bytes. sha256: hexadecimal; size: bytes."""

    id: ObjectId
    sha256: str
    size: int


def durable(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """The same database, read and written with majority and journal, instants in UTC."""
    return database.with_options(
        codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
        write_concern=WriteConcern(w="majority", j=True),
        read_concern=ReadConcern("majority"),
        read_preference=pymongo.ReadPreference.PRIMARY,
    )


@contextmanager
def speaking(patience: float = PATIENCE) -> Iterator[None]:
    """Talk to the database for at most `patience` seconds; raises UnavailableError when it does not
    answer."""
    try:
        with pymongo.timeout(patience):
            yield
    except PyMongoError as error:
        if is_away(error) or error.timeout:
            raise UnavailableError("The document database does not answer.") from error
        raise


class Contents:
    """Takes in and hands out bytes."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._files = database[FILES]
        self._chunks = database[CHUNKS]

    def take(self, pieces: Iterator[bytes], tenant: str, now: datetime) -> Content | None:
        """Store the pieces as one content, unless the tenant has it already. None when there are no bytes.

        What the iterator raises is passed on, and nothing is kept. A content of one chunk is looked for
        before anything is written.
        """
        writer = _Writer(self._chunks, now)
        try:
            content = writer.write(pieces, lambda short: self._known(tenant, short, now))
            if content is None or content.id != writer.id:
                return content
            kept = self._keep(content, tenant, now)
        except BaseException:
            writer.discard()
            raise
        if kept.id != writer.id:
            writer.discard()
        return kept

    def _keep(self, content: Content, tenant: str, now: datetime) -> Content:
        while True:
            known = self._known(tenant, content, now) if content.size > CHUNK else None
            if known is not None:
                return known
            try:
                with speaking():
                    self._files.insert_one(_file_row(content, tenant, now))
                return content
            except DuplicateKeyError:
                known = self._known(tenant, content, now)
                if known is not None:
                    return known
                # The twin was swept between the two looks: ours takes its place.

    def _known(self, tenant: str, content: Content, now: datetime) -> Content | None:
        with speaking():
            row = self._files.find_one_and_update(
                {"metadata.tenant": tenant, "metadata.sha256": content.sha256},
                {"$max": {"metadata.doubt_at": now}},
                projection={"_id": 1},
            )
        return None if row is None else Content(row["_id"], content.sha256, content.size)

    def open(self, id: ObjectId, size: int) -> BinaryIO:
        """The bytes of a content, read as they are asked for. Raises PyMongoError, later."""
        return io.BufferedReader(ContentReader(self._chunks, id, size, CHUNK), CHUNK)

    def read(self, sizes: dict[ObjectId, int]) -> dict[ObjectId, bytes]:
        """Whole contents by one query; those whose bytes are not all there are left out."""
        parts: dict[ObjectId, list[bytes]] = {}
        wanted = {"files_id": {"$in": list(sizes)}}
        for row in self._chunks.find(wanted, {"files_id": 1, "data": 1}).sort([("files_id", 1), ("n", 1)]):
            parts.setdefault(row["files_id"], []).append(row["data"])
        whole = {id: b"".join(held) for id, held in parts.items()}
        return {id: data for id, data in whole.items() if len(data) == sizes[id]}


class _Writer:
    """Writes the chunks of one new content; hashes and counts on the way."""

    def __init__(self, chunks: Collection[dict[str, Any]], now: datetime) -> None:
        self.id = _new_id(now)
        self._chunks = chunks
        self._written = 0

    def write(self, pieces: Iterator[bytes], known: Callable[[Content], Content | None]) -> Content | None:
        digest, size, held = sha256(), 0, bytearray()
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            held += piece
            while len(held) > CHUNK:
                self._insert(bytes(held[:CHUNK]))
                del held[:CHUNK]
        if not size:
            return None
        content = Content(self.id, digest.hexdigest(), size)
        if not self._written and (twin := known(content)) is not None:
            return twin
        self._insert(bytes(held))
        return content

    def _insert(self, data: bytes) -> None:
        with speaking():
            self._chunks.insert_one({"files_id": self.id, "n": self._written, "data": data})
        self._written += 1

    def discard(self) -> None:
        """Take back what was written. When that fails the sweep does it, so the first error stays the one
        told."""
        if self._written:
            with suppress(PyMongoError, UnavailableError), speaking():
                self._chunks.delete_many({"files_id": self.id})


def _new_id(now: datetime) -> ObjectId:
    """An id whose time is that of the clock we are given, since the sweep goes by it: the driver's own would take the
    machine's."""
    return ObjectId(int(now.timestamp()).to_bytes(4, "big") + os.urandom(8))


def _file_row(content: Content, tenant: str, now: datetime) -> dict[str, Any]:
    return {
        "_id": content.id,
        "filename": str(content.id),
        "length": Int64(content.size),
        "chunkSize": CHUNK,
        "uploadDate": now,
        "metadata": {"tenant": tenant, "sha256": content.sha256, "doubt_at": now},
    }
