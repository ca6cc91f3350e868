"""How long something may take: by the clock, or in business days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where an organisation works, and when it does not. is_holiday: of the law; Saturdays and Sundays are none."""

    zone_of: Callable[[str], tzinfo]
    is_holiday: Callable[[date], bool]

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday without the holidays ("jours ouvrés")."""
        return day.weekday() < 5 and not self.is_holiday(day)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One of both: length, by the clock, or whole business days, from 1."""

    length: timedelta = timedelta(0)
    business_days: int = 0

    def after(self, at: datetime, tenant: str, calendar: Calendar) -> datetime:
        """When it is over. Business days end with the last of them, at midnight where the organisation is; the day on
        which they begin does not count (Code de procédure civile, articles 641 and 642)."""
        if not self.business_days:
            return at + self.length
        zone = calendar.zone_of(tenant)
        day, left = at.astimezone(zone).date(), self.business_days
        while left:
            day += timedelta(days=1)
            left -= calendar.is_business_day(day)
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)

    def __str__(self) -> str:
        """As case types write it, in the plainest way: `P2BD`, `PT5400S`."""
        return f"P{self.business_days}BD" if self.business_days else f"PT{int(self.length.total_seconds())}S"
