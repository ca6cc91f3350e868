"""Ids of documents: made here, never by a client."""

from datetime import datetime
from secrets import token_bytes

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def document_id(now: datetime) -> str:
    """`doc_` and 32 hexadecimal digits of a time-ordered UUID (RFC 9562, section 5.7)."""
    milliseconds = int(now.timestamp() * 1000)
    random = int.from_bytes(token_bytes(10), "big")
    high, low = (random >> 62) & 0xFFF, random & ((1 << 62) - 1)
    return f"doc_{(milliseconds << 80) | _VERSION_7 | (high << 64) | _VARIANT | low:032x}"
