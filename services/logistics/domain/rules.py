"""What a house's decisions go by, beside what they know."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from services.logistics.domain.packing import PackingRule


def _no_holiday(_day: date) -> bool:
    return False


def _utc(_tenant: str) -> tzinfo:
    return UTC


@dataclass(frozen=True)
class Rules:
    """zone_of: where a tenant's days begin and end; currency: of all values; reservation_days: how long pieces are
    held for a case that does not ship, 0 for ever; is_holiday: days on which nobody works, beside Saturdays and
    Sundays; warn_hour: of the promised day, when a parcel that is not out for delivery counts as late."""

    packing: PackingRule = field(default_factory=PackingRule)
    zone_of: Callable[[str], tzinfo] = _utc
    currency: str = "EUR"
    reservation_days: int = 30
    warn_hour: int = 12
    is_holiday: Callable[[date], bool] = _no_holiday

    def today(self, tenant: str, now: datetime) -> date:
        return now.astimezone(self.zone_of(tenant)).date()
