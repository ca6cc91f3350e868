"""Where a list of entries goes on: opaque to callers, the place of the last entry shown to us."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime


class UnusableCursorError(ValueError):
    """The cursor was not made by this list."""


def cursor_after(at: datetime, id: str) -> str:
    """The cursor behind the entry of that instant and id."""
    text = json.dumps([int(at.timestamp() * 1000 + 0.5), id], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """The instant and id that a cursor stands for; raises UnusableCursorError."""
    try:
        ms, id = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        at = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    except (ValueError, TypeError, OverflowError, RecursionError, OSError) as error:
        raise UnusableCursorError("not a cursor of this list: leave it out to begin anew") from error
    if not isinstance(id, str):
        raise UnusableCursorError("not a cursor of this list: leave it out to begin anew")
    return at, id
