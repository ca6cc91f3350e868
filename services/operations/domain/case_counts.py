"""Key figures as they are kept: what came in, ended and took how long, added up when it happens.

A day is the organisation's own, where it is by law. What a day says never changes afterwards: a case that is re-opened
counts as re-opened on its day, and as closed once more on the day when it is over again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from services.operations.domain.durations import class_of
from shared.contracts.quick import quick, replace
from shared.contracts.values import StepTime


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class StepTimes:
    """How long a step took in the cases that ended: milliseconds in all. worked: while a service had it; waited: while
    it waited for stock, a payment, a person or the front office."""

    cases: int = 0
    worked: int = 0
    waited: int = 0


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """Of one case type, in one period, by one lane: each lane has a consumer of its own, so nobody else writes it.

    period: a day (2026-03-14) or a month (2026-03); starts_at: midnight UTC of its first day, by which it is forgotten;
    in_time, first_time: of those closed, how many missed no deadline, and how many had nothing to be mended by the
    front office; took: milliseconds from receipt to closure of those closed; classes: the same, see durations.py;
    steps: of all that ended, by name."""

    id: str
    tenant: str
    type: str
    period: str
    starts_at: datetime
    received: int = 0
    closed: int = 0
    refused: int = 0
    cancelled: int = 0
    reopened: int = 0
    in_time: int = 0
    first_time: int = 0
    took: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    steps: dict[str, StepTimes] = field(default_factory=dict)


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class CasesInAll:
    """Of one case type, since the beginning, by one lane: what has begun and not ended is waiting."""

    id: str
    tenant: str
    type: str
    begun: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A case is over; see the event that tells so (CaseEnded)."""

    outcome: Literal["closed", "refused", "cancelled"]
    began_at: datetime
    ended_at: datetime
    late: bool
    corrected: bool
    steps: tuple[StepTime, ...]


def periods_of(day: date) -> tuple[str, str]:
    """The day and the month that something of this day counts in."""
    return day.isoformat(), f"{day:%Y-%m}"


def counts_id(tenant: str, type: str, period: str, lane: str) -> str:
    return f"{tenant}|{type}|{period}|{lane}"


def in_all_id(tenant: str, type: str, lane: str) -> str:
    return f"{tenant}|{type}|{lane}"


def empty_counts(tenant: str, type: str, period: str, lane: str) -> CaseCounts:
    """Nothing has happened yet."""
    year, month, *day = (int(part) for part in period.split("-"))
    starts_at = datetime(year, month, day[0] if day else 1, tzinfo=UTC)
    id = counts_id(tenant, type, period, lane)
    return CaseCounts(id=id, tenant=tenant, type=type, period=period, starts_at=starts_at)


def with_ended(counts: CaseCounts, ended: Ended) -> CaseCounts:
    """One more case is over."""
    steps = with_steps(counts.steps, ended.steps)
    if ended.outcome == "refused":
        return replace(counts, refused=counts.refused + 1, steps=steps)
    if ended.outcome == "cancelled":
        return replace(counts, cancelled=counts.cancelled + 1, steps=steps)
    took = max(0, (ended.ended_at - ended.began_at) // timedelta(milliseconds=1))
    name = class_of(took)
    return replace(
        counts,
        closed=counts.closed + 1,
        in_time=counts.in_time + (not ended.late),
        first_time=counts.first_time + (not ended.corrected),
        took=counts.took + took,
        classes=counts.classes | {name: counts.classes.get(name, 0) + 1},
        steps=steps,
    )


def with_steps(held: Mapping[str, StepTimes], further: Iterable[StepTime]) -> dict[str, StepTimes]:
    """The steps of one more case."""
    steps = dict(held)
    for one in further:
        before = steps.get(one.step, StepTimes())
        steps[one.step] = StepTimes(
            cases=before.cases + 1, worked=before.worked + one.worked, waited=before.waited + one.waited
        )
    return steps
