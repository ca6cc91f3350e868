"""Key figures as they were added up when things happened."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Day, Shape, code
from gateway.schemas.figures import TimesToClosure
from gateway.schemas.since_until import check_order

_SHARE = "Share of those closed, 0 to 1; null when none was."


class Days(Shape):
    """Whole days where the organisation is. since: the first, by default 29 days before the last; until: the last, by
    default today."""

    since = Day()
    until = Day()
    type = code(metadata={"description": "One case type; all of them when left out."})
    series = Choice("day", metadata={"description": "Say what happened on each day, too."})

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """A last day that comes before the first leaves none."""
        check_order(data, "since", "until")


class StepFigures(Answer):
    """A step, in the cases that ended; the one that took longest in all comes first."""

    step = shown.words(example="reserve_stock")
    cases = shown.whole("In how many of them it was asked.")
    worked_ms = shown.whole("Mean: while a service had it.")
    waited_ms = shown.whole("Mean: while it waited for stock, a payment, a person or the front office.")
    waiting_share = shown.amount("Of its time, 0 to 1; null when it took none.", null=True)


class DayFigures(Answer):
    """A day on which something happened."""

    day = shown.day()
    received = shown.whole()
    closed = shown.whole()
    refused = shown.whole()
    cancelled = shown.whole()
    reopened = shown.whole()
    closed_in_time = shown.whole("Of those closed: no deadline was missed.")
    compliance = shown.amount(_SHARE, null=True)
    mean_ms = shown.whole("From receipt to closure.", null=True)


class CaseFigures(Answer):
    """Of one case type."""

    type = shown.words(example="sales_order")
    received = shown.whole("Handed over in the period.")
    closed = shown.whole("Closed in the period; a case that was re-opened counts each time.")
    refused = shown.whole("Refused in the period.")
    cancelled = shown.whole("Cancelled in the period.")
    reopened = shown.whole("Begun anew in the period.")
    waiting = shown.whole("Not over now, whenever they came.")
    closed_in_time = shown.whole("Of those closed: no deadline was missed.")
    compliance = shown.amount(f"Those closed in time. {_SHARE}", null=True)
    closed_first_time = shown.whole("Of those closed: nothing had to be mended by the front office.")
    first_time = shown.amount(f"Those closed first time. {_SHARE}", null=True)
    time_to_closure_ms = shown.part(
        TimesToClosure, "From receipt, or from the last re-opening; the mean is exact."
    )
    steps = shown.several(StepFigures)
    days = shown.several(DayFigures, "Only with series=day.")
    days.required = False


class CaseFiguresByType(Answer):
    """Added up when things happened, so that they cost the same however many cases there are, and a moment behind."""

    since = shown.day("The first day.")
    until = shown.day("The last day.")
    time_zone = shown.words("By whose clock the days end.", example="Europe/Paris")
    as_of = shown.instant()
    types = shown.several(CaseFigures, "By name.")
