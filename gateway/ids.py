"""Ids made at the door: a prefix that says what it is, and a time-ordered UUID version 7 (RFC 9562, section 5.7)."""

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(prefix: str, at: datetime | None = None) -> str:
    """Such as `case_0198c1...`: prefix, underscore and 32 hexadecimal digits that sort by time of making, which is
    `at` to the millisecond, or now."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else _milliseconds(at)
    randomness = secrets.randbits(74)
    high = (milliseconds << 16) | 0x7000 | (randomness >> 62)
    low = (0b10 << 62) | (randomness & (2**62 - 1))
    return f"{prefix}_{(high << 64) | low:032x}"


def derived_id(prefix: str, request_id: str) -> str:
    """The id of what a request makes at once: the same whenever the request is made again."""
    return f"{prefix}_{hashlib.sha256(request_id.encode()).hexdigest()[:32]}"


def first_id(prefix: str, at: datetime) -> str:
    """Not above any id that was made at this instant or later, and above all that were made before."""
    return f"{prefix}_{_milliseconds(at):012x}"


def _milliseconds(at: datetime) -> int:
    # Without floats, which cannot hold every millisecond.
    return (at - _EPOCH) // timedelta(milliseconds=1)
