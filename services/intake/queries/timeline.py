"""The story of a case for readers. Read-only; served by the collection's own key."""

from collections.abc import Iterator
from typing import Any

from pymongo.database import Database

from services.intake.domain.timeline import entry_id

TIME_LIMIT_MS = 2_000
MOST = 1_000


def timeline(
    database: Database[dict[str, Any]],
    tenant: str,
    case: str,
    *,
    after: str | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """At most `limit` facts of a case, oldest first, later than the fact with the id `after`.

    Keys: id (place in the story, within the case), case, at, what (a stable code), step (empty when about the
    whole case), details, who (kind, id), message (id of the message behind it). An `after` that is no such id
    is taken for the beginning."""
    seq, place = _place(after)
    most = max(1, min(limit, MOST))
    entries = (
        database.timeline.find(
            {
                "_id": {"$gte": entry_id(case, seq), "$lt": f"{case}:~"},
                "tenant": str(tenant),
                "case": str(case),
            },
            max_time_ms=TIME_LIMIT_MS,
        )
        .sort("_id", 1)
        .limit(most + 1)
    )
    rows = (row for entry in entries for row in _rows(entry) if (row[0], row[1]) > (seq, place))
    return [shown for (_, _, shown), _ in zip(rows, range(most), strict=False)]


def _rows(entry: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Every fact of one entry with its place in the story."""
    for place, fact in enumerate(entry["facts"], start=1):
        yield (
            entry["seq"],
            place,
            {
                "id": f"{entry['seq']}.{place}",
                "case": entry["case"],
                "at": entry["at"],
                "what": fact["what"],
                "step": fact["step"],
                "details": fact["details"],
                "who": entry["who"],
                "message": entry["message"],
            },
        )


def _place(after: str | None) -> tuple[int, int]:
    seq, _, place = (after or "").partition(".")
    if not (
        seq.isdecimal()
        and place.isdecimal()
        and f"{seq}{place}".isascii()
        and len(seq) <= 6
        and len(place) <= 6
    ):
        return (0, 0)
    return (int(seq), int(place))
