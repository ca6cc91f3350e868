"""The legal holidays of France (Code du travail, article L3133-1), by the library `holidays`."""

from collections.abc import Callable
from datetime import tzinfo

from holidays import country_holidays

from services.intake.domain.deadline import Calendar


def french_calendar(zone_of: Callable[[str], tzinfo]) -> Calendar:
    """Metropolitan France without the two days of Alsace and Moselle; zone_of: by tenant."""
    known = country_holidays("FR")
    return Calendar(zone_of, lambda day: day in known)
