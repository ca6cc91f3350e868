"""Key figures."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Instant, Shape, code


class Period(Shape):
    """since: from this instant on, by default the last 30 days; until: before this one, by default now."""

    since = Instant()
    until = Instant()
    type = code(metadata={"description": "One case type; all of them when left out."})


class TimesToClosure(Answer):
    """Milliseconds from opening to closure, right to one per cent; null when nothing was closed."""

    mean = shown.whole(null=True)
    median = shown.whole(null=True)
    p90 = shown.whole(null=True)
    p95 = shown.whole(null=True)
    p99 = shown.whole(null=True)


class TypeFigures(Answer):
    """Of one case type."""

    type = shown.words(example="sales_order")
    received = shown.whole("Handed over in the period.")
    closed = shown.whole("Closed in the period.")
    refused = shown.whole("Refused in the period.")
    cancelled = shown.whole("Cancelled in the period.")
    waiting = shown.whole("Not over now, whenever they were opened.")
    closed_in_time = shown.whole("Of those closed: no deadline was missed.")
    compliance = shown.amount(
        "Share of those closed that were closed in time, 0 to 1; null when none was.", null=True
    )
    time_to_closure_ms = shown.part(TimesToClosure)


class Figures(Answer):
    """Counted from the cases themselves, at the moment of asking: to the instant, for a period of at most 92 days, and
    the dearer the more cases there are. For days, see /v1/operations/figures."""

    since = shown.instant()
    until = shown.instant()
    as_of = shown.instant()
    types = shown.several(TypeFigures, "By name.")
