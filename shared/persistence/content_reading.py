"""Reading a content piece by piece: a few chunks in memory, however large it is."""

import io
from typing import Any

from bson import ObjectId
from pymongo.collection import Collection

Buffer = Any
"""Whatever has bytes to be written to; collections.abc names it from Python 3.12 on."""

_CHUNKS_AT_ONCE = 4
"""GridFS's own reader takes up to 16 MB of them from the server at a time."""


class ContentReader(io.RawIOBase):
    """The bytes of one content, `size` of them in chunks of `chunk` bytes. Reading raises PyMongoError when the
    database goes away, and OSError when a chunk is missing."""

    def __init__(self, chunks: Collection[dict[str, Any]], id: ObjectId, size: int, chunk: int) -> None:
        self._chunks = chunks
        self._id = id
        self._size = size
        self._chunk = chunk
        self._place = 0
        self._cursor: Any = None
        self._held = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, begin + offset)
        self._forget()
        return self._place

    def readinto(self, buffer: Buffer, /) -> int:
        with memoryview(buffer) as view:
            if self._place >= self._size or not view:
                return 0
            if not self._held:
                self._held = self._next()
            taken = min(len(view), len(self._held))
            view[:taken] = self._held[:taken]
        self._held = self._held[taken:]
        self._place += taken
        return taken

    def _next(self) -> bytes:
        """What is left of the chunk at this place."""
        if self._cursor is None:
            wanted = {"files_id": self._id, "n": {"$gte": self._place // self._chunk}}
            self._cursor = self._chunks.find(wanted, {"data": 1, "n": 1}, batch_size=_CHUNKS_AT_ONCE).sort(
                "n", 1
            )
        row = next(self._cursor, None)
        if row is None or row["n"] != self._place // self._chunk:
            raise OSError("a chunk of the content is missing")
        return bytes(row["data"][self._place % self._chunk :])

    def _forget(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
        self._cursor, self._held = None, b""

    def close(self) -> None:
        self._forget()
        super().close()
