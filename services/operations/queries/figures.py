"""Key figures, read from what was added up when it happened. Read-only; what they cost depends on days and types asked
for, not on how many cases there are."""

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from pymongo.database import Database

from services.operations.collections import CASE_COUNTS, CASES_IN_ALL, FIGURES_DAYS
from services.operations.domain.case_counts import CaseCounts
from services.operations.domain.durations import percentiles

TIME_LIMIT_MS = 2_000
LONGEST = timedelta(days=FIGURES_DAYS)
"""The longest period that can be asked for: what is older is forgotten."""

Document = dict[str, Any]
_COUNTED = ("received", "closed", "refused", "cancelled", "reopened", "in_time", "first_time", "took")
_NO_CLASSES = {field.name: 1 for field in fields(CaseCounts) if field.name not in ("id", "classes", "steps")}


def by_type(
    database: Database[Document],
    tenant: str,
    since: date,
    until: date,
    *,
    type: str | None = None,
    daily: bool = False,
) -> list[Document]:
    """What came in and ended from the day `since` to the day `until`, both included, and what is waiting now, by type.

    Keys: type, received, closed, refused, cancelled, reopened, waiting (begun and not over now), closed_in_time,
    compliance, closed_first_time, first_time (shares of those closed: decimal text from 0 to 1 with three decimals,
    None when none was), time_to_closure_ms {mean, median, p90, p95, p99} (None when none was closed; the mean is
    exact, the others right to one per cent), steps [{step, cases, worked_ms, waited_ms (means of those cases),
    waiting_share (as the other shares)}], the slowest first, and, when `daily`, days [{day, received, closed, refused,
    cancelled, reopened, closed_in_time, compliance, mean_ms}] of days on which something happened."""
    only = {"tenant": str(tenant)} | ({} if type is None else {"type": str(type)})
    found = _found(database, only | {"period": {"$in": _periods(since, until)}})
    in_all = list(database[CASES_IN_ALL].find(only, max_time_ms=TIME_LIMIT_MS))
    days = _days(database, only, since, until) if daily else {}
    types = sorted({str(one["type"]) for one in (*found, *in_all)})
    return [
        _of([one for one in found if one["type"] == name], [one for one in in_all if one["type"] == name])
        | {"type": name}
        | ({"days": days.get(name, [])} if daily else {})
        for name in types
    ]


def _found(database: Database[Document], wanted: Document, only: Document | None = None) -> list[Document]:
    return list(database[CASE_COUNTS].find(wanted, only, max_time_ms=TIME_LIMIT_MS))


def _periods(since: date, until: date) -> list[str]:
    """Whole months, and the days that are left before and after them."""
    periods, day = [], since
    while day <= until:
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        if day.day == 1 and last <= until:
            periods.append(f"{day:%Y-%m}")
            day = last
        else:
            periods.append(day.isoformat())
        day += timedelta(days=1)
    return periods


def _days(
    database: Database[Document], only: Document, since: date, until: date
) -> dict[str, list[Document]]:
    """By type: what happened on each day. Months lie among them in the index and are passed over."""
    wanted = only | {"period": {"$gte": since.isoformat(), "$lte": until.isoformat()}}
    counted: dict[tuple[str, str], Counter[str]] = {}
    for one in _found(database, wanted, _NO_CLASSES):
        if len(one["period"]) == len("2026-03-14"):
            counted.setdefault((one["type"], one["period"]), Counter()).update(_counts(one))
    days: dict[str, list[Document]] = {}
    for (type, period), counts in sorted(counted.items()):
        days.setdefault(type, []).append({"day": period, **_shown(counts), "mean_ms": _mean(counts)})
    return days


def _of(found: list[Document], in_all: list[Document]) -> Document:
    counts: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for one in found:
        counts.update(_counts(one))
        classes.update(one["classes"])
    return {
        **_shown(counts),
        # What ended may be counted a moment before what came in on another lane.
        "waiting": max(0, sum(one["begun"] - one["ended"] for one in in_all)),
        "closed_first_time": counts["first_time"],
        "first_time": _share(counts["first_time"], counts["closed"]),
        "time_to_closure_ms": {"mean": _mean(counts), **percentiles(classes)},
        "steps": _steps(found),
    }


def _counts(one: Document) -> dict[str, int]:
    return {name: one[name] for name in _COUNTED}


def _shown(counts: Counter[str]) -> Document:
    return {
        **{name: counts[name] for name in ("received", "closed", "refused", "cancelled", "reopened")},
        "closed_in_time": counts["in_time"],
        "compliance": _share(counts["in_time"], counts["closed"]),
    }


def _steps(found: Iterable[Document]) -> list[Document]:
    by_step: dict[str, Counter[str]] = {}
    for one in found:
        for step, times in one["steps"].items():
            by_step.setdefault(step, Counter()).update(times)
    slowest = sorted(by_step.items(), key=lambda item: -(item[1]["worked"] + item[1]["waited"]))
    return [
        {
            "step": step,
            "cases": times["cases"],
            "worked_ms": round(times["worked"] / times["cases"]),
            "waited_ms": round(times["waited"] / times["cases"]),
            "waiting_share": _share(times["waited"], times["worked"] + times["waited"]),
        }
        for step, times in slowest
    ]


def _mean(counts: Counter[str]) -> int | None:
    return round(counts["took"] / counts["closed"]) if counts["closed"] else None


def _share(part: int, whole: int) -> str | None:
    return f"{part / whole:.3f}" if whole else None
