"""Cases are counted when they come, end and begin anew, each once, on the day of the organisation."""

from datetime import UTC, datetime, timedelta

import pytest

from services.operations.domain.case_counts import CaseCounts, StepTimes
from services.operations.domain.durations import class_of, middle_of, percentiles
from shared.contracts.cases import CaseReopened
from tests.support.deciding import START
from tests.unit.operations.counted import Counts, a_time, an_ended, an_opened

DAY, MONTH = "2026-03-02", "2026-03"


def test_a_case_counts_on_its_day_and_in_its_month() -> None:
    counts = Counts()

    counts.tell(an_opened(1))
    counts.tell(an_opened(2))
    counts.tell(an_ended(1))

    for period in (DAY, MONTH):
        found = counts.of(period)
        assert (found.received, found.closed, found.took) == (2, 1, 3_600_000)
    assert counts.waiting == 1


def test_a_message_that_comes_again_counts_once() -> None:
    counts = Counts()

    counts.tell(an_opened(), id="a")
    counts.tell(an_opened(), id="a")

    assert counts.of(DAY).received == 1


def test_a_batch_is_written_once_for_each_thing_that_is_counted() -> None:
    counts = Counts()

    counts.try_tell([an_opened(number) for number in range(200)])

    assert counts.of(DAY).received == 200
    assert sorted(loaded.version for loaded in counts.store.entities[CaseCounts].values()) == [1, 1]


def test_lanes_count_for_themselves_so_that_they_never_meet() -> None:
    counts = Counts()

    counts.tell(an_opened(1), lane="urgent")
    counts.tell(an_opened(2), lane="normal")

    assert len(counts.all(CaseCounts)) == 4
    assert counts.of(DAY).received == 2


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("closed", (1, 0, 0)), ("refused", (0, 1, 0)), ("cancelled", (0, 0, 1))],
)
def test_each_end_counts_as_what_it_is(outcome: str, expected: tuple[int, int, int]) -> None:
    counts = Counts()

    counts.tell(an_opened())
    counts.tell(an_ended(outcome=outcome, steps=(a_time("ship", 5),)))

    found = counts.of(DAY)
    assert (found.closed, found.refused, found.cancelled) == expected
    assert found.steps == {"ship": StepTimes(cases=1, worked=5)}
    assert sum(found.classes.values()) == found.closed
    assert counts.waiting == 0


def test_only_a_case_without_a_missed_deadline_is_in_time_and_only_one_without_correction_first_time() -> (
    None
):
    counts = Counts()

    for number, (late, corrected) in enumerate([(False, False), (True, False), (False, True)]):
        counts.tell(an_ended(number, late=late, corrected=corrected))

    found = counts.of(DAY)
    assert (found.closed, found.in_time, found.first_time) == (3, 2, 2)


def test_a_case_that_begins_anew_waits_again_and_leaves_the_days_before_as_they_were() -> None:
    counts = Counts()
    counts.tell(an_opened())
    counts.tell(an_ended())
    later = START + timedelta(days=3)

    counts.tell(CaseReopened(case="case_1", type="sales_order", reopened_at=later))
    waiting = counts.waiting
    counts.tell(an_ended(began_at=later))

    assert (waiting, counts.waiting) == (1, 0)
    assert (counts.of(DAY).closed, counts.of("2026-03-05").closed) == (1, 1)
    assert (counts.of(MONTH).reopened, counts.of(MONTH).closed, counts.of(MONTH).took) == (1, 2, 7_200_000)


def test_a_day_ends_where_the_organisation_is() -> None:
    counts = Counts(LEGAL_TIME_ZONES="island=America/Martinique")
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)

    counts.tell(an_opened(at=late))
    counts.tell(an_opened(at=late), tenant="island")

    assert counts.of("2026-04-01").received == 1
    assert counts.of("2026-03-31", tenant="island").received == 1
    assert counts.of("2026-03", tenant="island").received == 1


def test_a_sender_of_an_older_version_says_no_instant() -> None:
    counts = Counts()

    counts.tell(an_opened(opened_at=None))

    assert counts.of(DAY).received == 1


@pytest.mark.parametrize("milliseconds", [1, 2, 7, 999, 12_345, 3_600_000, 90 * 86_400_000])
def test_a_class_stands_for_its_durations_to_one_per_cent(milliseconds: int) -> None:
    assert middle_of(class_of(milliseconds)) == pytest.approx(milliseconds, rel=0.01)


def test_percentiles_of_days_together_are_those_of_all_their_cases() -> None:
    counts = Counts()
    for minutes in range(1, 101):
        began = START + timedelta(days=minutes % 5)
        counts.tell(an_ended(minutes, timedelta(minutes=minutes), began))

    found = percentiles(counts.of(MONTH).classes)

    for name, minutes in (("median", 50), ("p90", 90), ("p95", 95), ("p99", 99)):
        assert found[name] == pytest.approx(minutes * 60_000, rel=0.01)


def test_nothing_closed_has_no_percentiles() -> None:
    assert set(percentiles({}).values()) == {None}
