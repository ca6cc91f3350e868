"""Numbers follow each other, and so do their dates."""

from datetime import date

import pytest

from services.accounting.domain.series import Series

EMPTY = Series("acme/main/FA/2026", "acme", "main", "FA", 2026)


def test_a_series_counts_from_one_and_remembers_its_date() -> None:
    first = EMPTY.taken(date(2026, 3, 2))
    second = first.taken(date(2026, 3, 2))

    assert [first.number, second.number] == ["FA-2026-000001", "FA-2026-000002"]
    assert second.earliest(date(2026, 3, 1)) == date(2026, 3, 2)
    assert second.earliest(date(2026, 3, 3)) == date(2026, 3, 3)


def test_a_number_beyond_six_digits_is_printed_in_full() -> None:
    late = Series(EMPTY.id, "acme", "main", "FA", 2026, 999_999, date(2026, 12, 1)).taken(date(2026, 12, 1))

    assert late.number == "FA-2026-1000000"


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2025, 12, 31), date(2027, 1, 1)])
def test_a_series_refuses_an_earlier_date_and_another_year(on: date) -> None:
    series = EMPTY.taken(date(2026, 3, 2))

    with pytest.raises(ValueError, match="does not follow"):
        series.taken(on)
