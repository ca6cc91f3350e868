"""Quiet hours and digests on the wall clock: across midnight, and when clocks are put forward or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.timing import after_quiet_hours, is_gathered, next_digest, told_at
from shared.contracts.notifying import Preference

PARIS = ZoneInfo("Europe/Paris")
NIGHT = Preference(quiet_from="22:00", quiet_until="07:00")
NOON = Preference(quiet_from="12:00", quiet_until="14:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("preference", "at", "told"),
    [
        (NIGHT, "2026-03-02T20:59:59", "2026-03-02T20:59:59"),  # 21:59:59 in Paris
        (NIGHT, "2026-03-02T21:00:00", "2026-03-03T06:00:00"),  # 22:00
        (NIGHT, "2026-03-02T23:30:00", "2026-03-03T06:00:00"),  # 00:30, the day after
        (NIGHT, "2026-03-03T05:59:59", "2026-03-03T06:00:00"),  # 06:59:59
        (NIGHT, "2026-03-03T06:00:00", "2026-03-03T06:00:00"),  # 07:00
        (NOON, "2026-07-01T10:30:00", "2026-07-01T12:00:00"),  # 12:30 in summer
        (NOON, "2026-07-01T12:00:00", "2026-07-01T12:00:00"),
        (Preference(), "2026-07-01T10:30:00", "2026-07-01T10:30:00"),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(preference: Preference, at: str, told: str) -> None:
    assert after_quiet_hours(preference, utc(at), PARIS) == utc(told)


def test_a_night_in_which_clocks_are_put_forward_ends_at_seven_all_the_same() -> None:
    # 28 to 29 March 2026: 02:00 becomes 03:00
    assert after_quiet_hours(NIGHT, utc("2026-03-28T22:00:00"), PARIS) == utc("2026-03-29T05:00:00")


def test_a_night_in_which_clocks_are_put_back_ends_at_seven_all_the_same() -> None:
    # 24 to 25 October 2026: 03:00 becomes 02:00
    assert after_quiet_hours(NIGHT, utc("2026-10-24T21:00:00"), PARIS) == utc("2026-10-25T06:00:00")


def test_an_end_that_no_clock_shows_that_night_comes_when_it_would_have_come() -> None:
    preference = Preference(quiet_from="22:00", quiet_until="02:30")

    assert after_quiet_hours(preference, utc("2026-03-28T22:00:00"), PARIS) == utc("2026-03-29T01:30:00")


def test_an_end_that_comes_twice_that_night_ends_each_of_both_hours() -> None:
    preference = Preference(quiet_from="22:00", quiet_until="02:30")

    assert after_quiet_hours(preference, utc("2026-10-24T22:00:00"), PARIS) == utc("2026-10-25T00:30:00")
    assert after_quiet_hours(preference, utc("2026-10-25T00:45:00"), PARIS) == utc("2026-10-25T00:45:00")
    assert after_quiet_hours(preference, utc("2026-10-25T01:15:00"), PARIS) == utc("2026-10-25T01:30:00")


@given(
    at=st.integers(0, 365 * 86_400).map(
        lambda seconds: utc("2026-01-01T00:00:00") + timedelta(seconds=seconds)
    ),
    begin=st.times().map(lambda clock: clock.strftime("%H:%M")),
    end=st.times().map(lambda clock: clock.strftime("%H:%M")),
)
def test_nothing_waits_for_more_than_a_day_and_what_has_waited_waits_no_more(
    at: datetime, begin: str, end: str
) -> None:
    preference = Preference(quiet_from=begin, quiet_until=end)

    told = after_quiet_hours(preference, at, PARIS)

    assert at <= told <= at + timedelta(hours=25)
    assert after_quiet_hours(preference, told, PARIS) == told


def test_an_urgent_case_passes_quiet_hours_and_digests_unless_that_is_not_wanted() -> None:
    night = utc("2026-03-02T23:30:00")
    daily = Preference(pace="daily", quiet_from="22:00", quiet_until="07:00")
    never = Preference(pace="daily", quiet_from="22:00", quiet_until="07:00", urgent_passes=False)

    assert told_at(NIGHT, night, PARIS, urgent=True) == night
    assert told_at(NIGHT, night, PARIS, urgent=False) > night
    assert not is_gathered(daily, urgent=True)
    assert is_gathered(daily, urgent=False)
    assert is_gathered(never, urgent=True)


def test_webhooks_have_neither() -> None:
    night = utc("2026-03-02T23:30:00")

    assert told_at(None, night, PARIS, urgent=False) == night
    assert not is_gathered(None, urgent=False)


@pytest.mark.parametrize(
    ("preference", "at", "due"),
    [
        (Preference(pace="daily", hour=8), "2026-03-02T06:59:00", "2026-03-02T07:00:00"),
        (Preference(pace="daily", hour=8), "2026-03-02T07:00:00", "2026-03-03T07:00:00"),
        (
            Preference(pace="daily", hour=8),
            "2026-03-28T12:00:00",
            "2026-03-29T06:00:00",
        ),  # summer time begins
        (Preference(pace="daily", hour=0), "2026-03-02T22:59:00", "2026-03-02T23:00:00"),
        (Preference(pace="hourly"), "2026-03-02T09:00:00", "2026-03-02T10:00:00"),
        (Preference(pace="hourly"), "2026-03-02T09:59:59", "2026-03-02T10:00:00"),
        (
            Preference(pace="hourly", quiet_from="10:30", quiet_until="14:15"),
            "2026-03-02T09:10:00",
            "2026-03-02T13:15:00",
        ),
    ],
)
def test_a_digest_is_due_at_the_next_hour_of_its_own(preference: Preference, at: str, due: str) -> None:
    assert next_digest(preference, utc(at), PARIS) == utc(due)


def test_a_full_hour_is_that_of_the_organisations_clock() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")  # 5 hours and a half ahead

    assert next_digest(Preference(pace="hourly"), utc("2026-03-02T09:00:00"), kolkata) == utc(
        "2026-03-02T09:30:00"
    )
