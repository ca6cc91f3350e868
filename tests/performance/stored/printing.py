"""A stored document as a printing block: its bytes, and the places where each copy has something of its own.

A copy differs in ids, numbers, references, tracking codes and instants, all of the same length, so that copying is
joining bytes: no document is built or encoded a second time.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import bson

_TOKENS = re.compile(rb"[0-9a-f]{32}|[A-Z]{2}-20[0-9]{2}-[0-9]{6}|ST-[0-9]{8}|CX[0-9]{21}FR")
_COUNT = re.compile(rb"\x10number\0(.{4})", re.DOTALL)
"""The field `number` of an event, as BSON writes whole numbers of 32 bits."""
_FIRST_SENTINEL = datetime(2400, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in one place of a document. kind: id, timed_id, number, count, code or instant."""

    kind: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """One document of a story. pieces: its bytes around the places; places: indexes into the story's list."""

    database: str
    collection: str
    pieces: tuple[bytes, ...]
    places: tuple[int, ...]

    def copy(self, values: list[bytes]) -> bytes:
        """The document's bytes with these values in the story's places."""
        parts = [self.pieces[0]]
        for place, piece in zip(self.places, self.pieces[1:], strict=True):
            parts.append(values[place])
            parts.append(piece)
        return b"".join(parts)


class Places:
    """All places of a story; the same value is the same place in every document."""

    def __init__(self) -> None:
        self.all: list[Place] = []
        self._index: dict[Place, int] = {}

    def index(self, place: Place) -> int:
        if place not in self._index:
            self._index[place] = len(self.all)
            self.all.append(place)
        return self._index[place]


def block(database: str, collection: str, document: dict[str, Any], places: Places) -> Block:
    """Take a document apart."""
    raw = bson.encode(document)
    found = sorted([*_texts(raw), *_instants(document, raw), *_counts(raw, collection)])
    pieces, indexes, end = [], [], 0
    for start, length, kind in found:
        pieces.append(raw[end:start])
        indexes.append(places.index(Place(kind, raw[start : start + length])))
        end = start + length
    return Block(database, collection, (*pieces, raw[end:]), tuple(indexes))


def _texts(raw: bytes) -> Iterator[tuple[int, int, str]]:
    for match in _TOKENS.finditer(raw):
        text = match[0]
        if text.startswith(b"CX"):
            kind = "code"
        elif b"-" in text:
            kind = "number"
        else:
            kind = "timed_id" if _is_timed(text) else "id"
        yield match.start(), len(text), kind


def _is_timed(text: bytes) -> bool:
    """Whether an id begins with the present instant, as UUIDs of version 7 do; others do so once in a million."""
    now = int(datetime.now(UTC).timestamp() * 1000)
    return abs(int(text[:12], 16) - now) < _DAY_MS


def _counts(raw: bytes, collection: str) -> Iterator[tuple[int, int, str]]:
    """Events are numbered within their organisation, by a whole number."""
    if collection == EVENTS:
        for match in _COUNT.finditer(raw):
            yield match.start(1), 4, "count"


def _instants(document: dict[str, Any], raw: bytes) -> Iterator[tuple[int, int, str]]:
    """Where instants stand: found by writing the document once more with an unmistakable one in each place. Those
    that lie ahead are no places: moved into the past they would fall due, and the services would act on copies."""
    now = datetime.now(UTC)
    sentinels: list[datetime] = []

    def marked(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: marked(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [marked(inner) for inner in value]
        if isinstance(value, datetime) and value <= now:
            sentinels.append(_FIRST_SENTINEL + timedelta(milliseconds=len(sentinels)))
            return sentinels[-1]
        return value

    with_sentinels = bson.encode(marked(document))
    if len(with_sentinels) != len(raw):
        raise ValueError("an instant has no length of its own")
    for sentinel in sentinels:
        yield with_sentinels.index(_milliseconds(sentinel)), 8, "instant"


def _milliseconds(instant: datetime) -> bytes:
    return struct.pack("<q", round(instant.timestamp() * 1000))


def value_of(place: Place, copy: int, earlier_ms: int) -> bytes:
    """What stands in a place in this copy, which happened so many milliseconds earlier; numbers are given
    elsewhere."""
    if place.kind == "instant":
        return struct.pack("<q", struct.unpack("<q", place.value)[0] - earlier_ms)
    digest = blake2b(place.value, digest_size=16, key=copy.to_bytes(8, "big"))
    if place.kind == "timed_id":
        begun = int(place.value[:12], 16) - earlier_ms
        return b"%012x" % begun + place.value[12:17] + digest.hexdigest()[:15].encode()
    if place.kind == "code":
        return b"CX%021dFR" % (int.from_bytes(digest.digest(), "big") % 10**21)
    return digest.hexdigest().encode()
