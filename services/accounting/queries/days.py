"""From calendar days, as books have them, to instants, by which lists are kept in order."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

_EARLIEST = timedelta(hours=14)
"""The first time zone in which a day begins is this far ahead of UTC."""
_LATEST = timedelta(hours=12)
_CLOCK = timedelta(hours=2)
"""A clock may go back a little, and a series' dates do not: such entries carry a day that is over by their clock."""


def within(day: str, instant: str, since: date | None, until: date | None) -> dict[str, Any]:
    """A filter for documents whose field `day` (ISO 8601 text) lies from `since` to `until`, both included. The
    instants that this can mean in any time zone bound what an index on `instant` has to look through."""
    days: dict[str, Any] = {}
    instants: dict[str, Any] = {}
    if since is not None:
        days["$gte"] = since.isoformat()
        instants["$gte"] = _midnight(since) - _EARLIEST - _CLOCK
    if until is not None:
        days["$lte"] = until.isoformat()
        instants["$lt"] = _midnight(until) + timedelta(days=1) + _LATEST + _CLOCK
    return {day: days, instant: instants} if days else {}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
