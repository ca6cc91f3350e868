"""Deadlines as case types write them: durations of ISO 8601, and business days beside them."""

import re
from datetime import timedelta

from services.intake.domain.deadline import Deadline

_DURATION = re.compile(
    r"^P(?:(?P<weeks>\d{1,4})W|(?=\d|T\d)(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?)$"
)
_BUSINESS_DAYS = re.compile(r"^P([1-9]\d{0,2})BD$")


def duration(text: str) -> timedelta | None:
    """`P10D`, `PT4H`, `P1DT12H`, `P2W`; None for anything else. Years and months have no fixed length and are
    not taken; neither are fractions and nothing at all."""
    match = _DURATION.match(text)
    if match is None:
        return None
    length = timedelta(**{unit: int(value) for unit, value in match.groupdict().items() if value})
    return length or None


def deadline(text: str) -> Deadline | None:
    """As `duration`, or `P2BD`: two business days, from 1 to 999."""
    match = _BUSINESS_DAYS.match(text)
    if match is not None:
        return Deadline(business_days=int(match[1]))
    length = duration(text)
    return None if length is None else Deadline(length)
