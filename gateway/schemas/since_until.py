"""Lists by time: from an instant or day on, until another one."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas.explained import Day, Instant, refuse
from gateway.schemas.paging import Page


class TimedPage(Page):
    """since: from this instant on; until: before this one."""

    since = Instant()
    until = Instant()

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Nothing lies between an end and what comes after it."""
        check_order(data, "since", "until")


class DatedPage(Page):
    """from_day, until_day: days, both included; in the address they are called `from` and `until`."""

    from_day = Day(data_key="from")
    until_day = Day(data_key="until")

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Nothing lies between an end and what comes after it."""
        check_order(data, "from_day", "until_day")


def check_order(data: dict[str, Any], first: str, last: str) -> None:
    """Refuses a period that ends before it begins."""
    if data.get(first) is not None and data.get(last) is not None and data[last] < data[first]:
        error = refuse("ends_before_it_begins", "The period ends before it begins.", "Exchange the two.")
        error.field_name = "until"
        raise error
