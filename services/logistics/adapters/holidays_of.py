"""The legal holidays of a country, by the library `holidays`."""

from collections.abc import Callable
from datetime import date

from holidays import country_holidays, list_supported_countries


def holidays_of(country: str) -> Callable[[date], bool]:
    """Whether nobody works on a day; raises ValueError for a country (ISO 3166-1) that the library does not know."""
    if country not in list_supported_countries(include_aliases=False):
        raise ValueError(f"LOGISTICS_COUNTRY: the holidays of {country} are not known")
    known = country_holidays(country)
    return lambda day: day in known
