"""Removing what nobody refers to: uploads never attached, contents without a document, broken-off uploads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from bson import ObjectId
from pymongo.database import Database

from shared.persistence.document_contents import CHUNKS, FILES

PAGE = 500
MOST_PAGES = 4
MARKS = "sweep_marks"


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were removed: documents never attached, contents without a document, broken-off uploads."""

    documents: int
    contents: int
    broken_off: int


def sweep(database: Database[dict[str, Any]], before: datetime, now: datetime) -> Swept:
    """Remove what has been an orphan since before `before`, at most some pages of each; more the next time."""
    pages = _unattached(database, before, now), _unreferred(database, before), _broken_off(database, before)
    return Swept(*(sum(islice(several, MOST_PAGES)) for several in pages))


def _unattached(database: Database[dict[str, Any]], before: datetime, now: datetime) -> Iterator[int]:
    stale = {"case": None, "received_at": {"$lt": before}}
    while page := list(database["documents"].find(stale, {"content": 1}).limit(PAGE)):
        # Doubt first: if this process ends between the two writes, the next sweep still looks at the content.
        contents = list({row["content"] for row in page})
        database[FILES].update_many({"_id": {"$in": contents}}, {"$max": {"metadata.doubt_at": now}})
        ids = [row["_id"] for row in page]
        # `case` again: a case may have taken one of them since it was found.
        yield database["documents"].delete_many({"_id": {"$in": ids}, "case": None}).deleted_count


def _unreferred(database: Database[dict[str, Any]], before: datetime) -> Iterator[int]:
    doubtful = {"metadata.doubt_at": {"$lt": before}}
    while page := [row["_id"] for row in database[FILES].find(doubtful, {"_id": 1}).limit(PAGE)]:
        referred = set(database["documents"].distinct("content", {"content": {"$in": page}}))
        kept = {"_id": {"$in": list(referred)}, **doubtful}
        database[FILES].update_many(kept, {"$unset": {"metadata.doubt_at": ""}})
        yield _remove(database, [id for id in page if id not in referred], doubtful)


def _remove(database: Database[dict[str, Any]], ids: list[ObjectId], doubtful: dict[str, Any]) -> int:
    """Without its hash a content cannot be found by a new upload any more: only then are its bytes deleted.
    An upload that found it earlier has renewed its doubt, and it is left alone."""
    if not ids:
        return 0
    doomed = {"_id": {"$in": ids}, **doubtful}
    database[FILES].update_many(doomed, {"$unset": {"metadata.sha256": ""}})
    hidden = {"_id": {"$in": ids}, "metadata.sha256": {"$exists": False}}
    gone = [row["_id"] for row in database[FILES].find(hidden, {"_id": 1})]
    database[CHUNKS].delete_many({"files_id": {"$in": gone}})
    return database[FILES].delete_many({"_id": {"$in": gone}}).deleted_count


def _broken_off(database: Database[dict[str, Any]], before: datetime) -> Iterator[int]:
    """Chunks without a file, going by the time inside their ids, from where the last sweep ended."""
    mark = database[MARKS].find_one({"_id": "chunks"}) or {}
    start, end = mark.get("until", ObjectId("0" * 24)), ObjectId.from_datetime(before)
    while page := _first_chunks(database, start, end):
        whole = {row["_id"] for row in database[FILES].find({"_id": {"$in": page}}, {"_id": 1})}
        broken = [id for id in page if id not in whole]
        database[CHUNKS].delete_many({"files_id": {"$in": broken}})
        start = page[-1]
        database[MARKS].update_one({"_id": "chunks"}, {"$max": {"until": start}}, upsert=True)
        yield len(broken)


def _first_chunks(database: Database[dict[str, Any]], after: ObjectId, end: ObjectId) -> list[ObjectId]:
    wanted = {"files_id": {"$gt": after, "$lt": end}, "n": 0}
    rows = database[CHUNKS].find(wanted, {"_id": 0, "files_id": 1}).sort("files_id", 1).limit(PAGE)
    return [row["files_id"] for row in rows]
