"""The Retry-After header (RFC 9110, section 10.2.3)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)
"""A partner may ask for a pause, not for silence until further notice."""


def waiting_time(header: str, now: datetime) -> timedelta | None:
    """How long to wait from `now`, given as seconds or as a date; None without a usable header."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST)
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(timedelta(0), min(at - now, LONGEST))
