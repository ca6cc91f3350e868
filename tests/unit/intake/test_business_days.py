"""Deadlines in business days end at midnight where the organisation is, and leave out French holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake.adapters.duration import deadline
from services.intake.adapters.french_calendar import french_calendar
from services.intake.domain.deadline import Deadline
from shared.contracts.errors import SettingsError
from shared.time_zones import TimeZones

ZONES = TimeZones.read({"LEGAL_TIME_ZONES": "island=America/Martinique"})
FRENCH = french_calendar(ZONES.of)


@pytest.mark.parametrize(
    ("text", "asked_at", "tenant", "due_at"),
    [
        ("P1BD", "2026-03-02T09:00+00:00", "acme", "2026-03-03T23:00+00:00"),  # Monday
        ("P1BD", "2026-03-06T09:00+00:00", "acme", "2026-03-09T23:00+00:00"),  # Friday
        ("P2BD", "2026-04-30T09:00+00:00", "acme", "2026-05-05T22:00+00:00"),  # 1 May, then a weekend
        (
            "P1BD",
            "2026-07-13T22:30+00:00",
            "acme",
            "2026-07-15T22:00+00:00",
        ),  # in Paris it is 14 July already
        ("P1BD", "2026-07-13T22:30+00:00", "island", "2026-07-16T04:00+00:00"),  # there it is the 13th still
        ("P1BD", "2026-12-31T12:00+00:00", "acme", "2027-01-04T23:00+00:00"),  # New Year's Day is a Friday
        ("P1D", "2026-03-06T09:00+00:00", "acme", "2026-03-07T09:00+00:00"),
    ],
)
def test_business_days_are_counted_where_the_organisation_is(
    text: str, asked_at: str, tenant: str, due_at: str
) -> None:
    found = deadline(text)

    assert found is not None
    asked, due = (datetime.fromisoformat(one).astimezone(UTC) for one in (asked_at, due_at))
    assert found.after(asked, tenant, FRENCH) == due


@pytest.mark.parametrize("text", ["P0BD", "P-1BD", "1BD", "P1BDT4H", "P1000BD", "PBD", "p1bd"])
def test_what_is_no_number_of_business_days_is_not_taken(text: str) -> None:
    assert deadline(text) is None


def test_a_deadline_is_written_as_it_was_read() -> None:
    assert str(Deadline(business_days=2)) == "P2BD"
    assert deadline(str(Deadline(timedelta(hours=4)))) == Deadline(timedelta(hours=4))


def test_the_holidays_are_those_of_the_law() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert sum(FRENCH.is_holiday(day) for day in days) == 11
    assert FRENCH.is_holiday(date(2026, 5, 25))  # Whit Monday


@pytest.mark.parametrize("setting", [{"LEGAL_TIME_ZONE": "Mars/Olympus"}, {"LEGAL_TIME_ZONES": "acme"}])
def test_a_time_zone_that_nobody_knows_is_said_at_the_start(setting: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="LEGAL_TIME_ZONE"):
        TimeZones.read(setting)
