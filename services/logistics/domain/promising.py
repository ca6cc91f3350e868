"""Working days: when an order leaves, and by which day its parcels are to arrive."""

from datetime import UTC, date, datetime, time, timedelta

from services.logistics.domain.house import Warehouse
from services.logistics.domain.rules import Rules

CUT_OFF, TRANSIT_DAYS = 15, 2
"""Of a warehouse that says nothing of it."""


def is_working_day(day: date, rules: Rules) -> bool:
    return day.weekday() < 5 and not rules.is_holiday(day)


def working_days_after(day: date, count: int, rules: Rules) -> date:
    """The count-th working day after it; with 0 the day itself or the next working day."""
    while not is_working_day(day, rules):
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, rules):
            day += timedelta(days=1)
    return day


def promised_on(at: datetime, tenant: str, warehouse: Warehouse | None, rules: Rules) -> date:
    """By when goods arrive that are packed at this instant: they leave on the same working day until the cut-off
    hour, else on the next one, and are on their way for the warehouse's working days."""
    cut_off = warehouse.cut_off if warehouse else CUT_OFF
    transit = warehouse.transit_days if warehouse else TRANSIT_DAYS
    local = at.astimezone(rules.zone_of(tenant))
    in_time = local.hour < cut_off or not is_working_day(local.date(), rules)
    leaves_on = working_days_after(local.date(), 0 if in_time else 1, rules)
    return working_days_after(leaves_on, transit, rules)


def to_be_looked_at(promised: date, tenant: str, rules: Rules) -> datetime:
    """When a parcel should be out for delivery, on the promised day; whatever is not then will be late."""
    return datetime.combine(promised, time(rules.warn_hour), rules.zone_of(tenant)).astimezone(UTC)
