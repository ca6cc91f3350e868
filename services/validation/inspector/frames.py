"""How the service and an inspecting program talk over pipes: a length of four bytes, then that many bytes."""

import struct
from typing import BinaryIO

LENGTH = struct.Struct(">I")


def framed(payload: bytes) -> bytes:
    """The payload with its length before it; at most 4 GiB."""
    return LENGTH.pack(len(payload)) + payload


def read_frame(source: BinaryIO) -> bytes | None:
    """The next payload, waiting for it; None when the other side has closed."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    payload = source.read(length)
    return payload if len(payload) == length else None
