"""One file of a backup: documents as BSON, one after the other, compressed, and sealed where a key is given.

Without a key a file is what `mongorestore --gzip` reads. With one it is a sequence of frames: four bytes of length,
then AES-256-GCM over at most a mebibyte of the compressed stream, bound to the backup, the file, the frame's number and
whether it is the last; so that frames can be neither swapped nor left out at the end.
"""

import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from infra.backup.errors import DamagedError
from shared.security.sealing import UnsealError, decrypt, encrypt

_FRAME = 1 << 20
_GZIP = 31
_LENGTH = 4


class BlockWriter:
    """Writes one file. Use as a context manager; afterwards `checksum` (SHA-256) and `size` describe what lies there.

    bound_to: names backup and file. key: 32 bytes, or none.
    """

    def __init__(self, path: Path, bound_to: str, key: bytes | None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._bound_to = bound_to
        self._key = key
        self._packer = zlib.compressobj(level=1, wbits=_GZIP)
        self._held = bytearray()
        self._frames = 0
        self._hash = sha256()
        self.size = 0

    def __enter__(self) -> "BlockWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None:
                self._take(self._packer.flush(), last=True)

    def write(self, data: bytes) -> None:
        self._take(self._packer.compress(data), last=False)

    @property
    def checksum(self) -> str:
        return self._hash.hexdigest()

    def _take(self, packed: bytes, *, last: bool) -> None:
        if self._key is None:
            self._put(packed)
            return
        self._held += packed
        while len(self._held) > _FRAME:
            self._seal(bytes(self._held[:_FRAME]), last=False)
            del self._held[:_FRAME]
        if last:
            self._seal(bytes(self._held), last=True)

    def _seal(self, data: bytes, *, last: bool) -> None:
        assert self._key is not None  # noqa: S101 - only called with one
        sealed = encrypt(self._key, data, _place(self._bound_to, self._frames, last=last))
        self._frames += 1
        self._put(len(sealed).to_bytes(_LENGTH, "big") + sealed)

    def _put(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)
        self._file.write(data)


def read_blocks(path: Path, bound_to: str, key: bytes | None) -> Iterator[bytes]:
    """What was written, piece by piece, at most some mebibytes at a time. Raises DamagedError."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    try:
        for piece in _pieces(path) if key is None else _opened(path, bound_to, key):
            packed = piece
            while packed:
                yield unpacker.decompress(packed, _FRAME)
                packed = unpacker.unconsumed_tail
        yield unpacker.flush()
    except (zlib.error, UnsealError) as error:
        raise DamagedError(f"{path.name}: {error}") from error
    if not unpacker.eof:
        raise DamagedError(f"{path.name} ends too early")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_FRAME):
            yield piece


def _opened(path: Path, bound_to: str, key: bytes) -> Iterator[bytes]:
    """Every frame; the last one has to say so."""
    with path.open("rb") as file:
        number, head = 0, file.read(_LENGTH)
        while head:
            sealed = file.read(int.from_bytes(head, "big"))
            head = file.read(_LENGTH)
            yield decrypt(key, sealed, _place(bound_to, number, last=not head))
            number += 1


def _place(bound_to: str, number: int, *, last: bool) -> bytes:
    return f"{bound_to}|{number}|{'last' if last else 'more'}".encode()


def documents(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Single BSON documents, each of which begins with its length (https://bsonspec.org)."""
    held = bytearray()
    for block in blocks:
        held += block
        place = 0
        while len(held) - place >= _LENGTH:
            length = int.from_bytes(held[place : place + _LENGTH], "little")
            if length < 5:
                raise DamagedError("a document without content")
            if len(held) - place < length:
                break
            yield bytes(held[place : place + length])
            place += length
        del held[:place]
    if held:
        raise DamagedError("a document that ends too early")
