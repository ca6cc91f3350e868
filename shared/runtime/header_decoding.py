"""Headers that pika cannot read must not cut the connection: the message would come again and cut it again, for ever.

pika 1.4 raises on a timestamp beyond year 9999, on a NaN or infinite number, and on tables nested too deep; each of
them is a header that the broker accepts.
"""

import struct
import threading
from collections.abc import Callable
from typing import Any

import pika.data

_MOST_NESTED = 8
_nesting = threading.local()

Decoder = Callable[[bytes, int], tuple[Any, int]]


def read_odd_headers() -> None:
    """Make pika read every header value that the broker lets through. Doing it again changes nothing."""
    original: Decoder = pika.data.decode_value
    if getattr(original, "reads_odd_headers", False):
        return

    def decode_value(encoded: bytes, offset: int) -> tuple[Any, int]:
        kind = encoded[offset : offset + 1]
        match kind:
            case b"T":
                return struct.unpack_from(">Q", encoded, offset + 1)[0], offset + 9
            case b"f":
                return struct.unpack_from(">f", encoded, offset + 1)[0], offset + 5
            case b"d":
                return struct.unpack_from(">d", encoded, offset + 1)[0], offset + 9
            case b"F" | b"A":
                return _nested(original, encoded, offset)
            case _:
                return original(encoded, offset)

    decode_value.reads_odd_headers = True  # type: ignore[attr-defined]
    pika.data.decode_value = decode_value


def _nested(original: Decoder, encoded: bytes, offset: int) -> tuple[Any, int]:
    depth = getattr(_nesting, "depth", 0)
    if depth >= _MOST_NESTED:
        length: int = struct.unpack_from(">I", encoded, offset + 1)[0]
        return "(nested deeper)", offset + 5 + length
    _nesting.depth = depth + 1
    try:
        return original(encoded, offset)
    finally:
        _nesting.depth = depth
