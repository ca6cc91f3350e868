"""A partner that keeps failing is left alone, then tried with one call; nobody is remembered for ever."""

from datetime import UTC, datetime, timedelta

from shared.runtime.breaker import Breakers

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REST = timedelta(seconds=30)
RESTED = NOW + REST


def failing(calls: int = 5) -> Breakers:
    breakers = Breakers(REST)
    for _ in range(calls):
        breakers.note("erp", NOW, failed=True)
    return breakers


def test_five_failures_in_a_row_hold_a_destination_back_and_no_other() -> None:
    assert failing(4).held_back(NOW) == []

    breakers = failing(5)

    assert breakers.held_back(NOW) == ["erp"]
    assert breakers.admits("shop", NOW)


def test_after_its_rest_one_call_finds_out_whether_it_is_back() -> None:
    breakers = failing()
    assert breakers.admits("erp", RESTED)
    assert breakers.on_trial("erp")

    breakers.begun("erp", RESTED + REST)

    assert not breakers.admits("erp", RESTED)


def test_a_good_call_on_trial_lets_all_others_through() -> None:
    breakers = failing()
    breakers.begun("erp", RESTED + REST)

    breakers.note("erp", RESTED, failed=False)

    assert breakers.admits("erp", RESTED)
    assert not breakers.on_trial("erp")


def test_a_failed_call_on_trial_begins_another_rest() -> None:
    breakers = failing()
    breakers.begun("erp", RESTED + REST)

    breakers.note("erp", RESTED, failed=True)

    assert not breakers.admits("erp", RESTED + REST / 2)
    assert breakers.admits("erp", RESTED + REST)


def test_a_call_on_trial_that_hangs_does_not_close_the_door_for_ever() -> None:
    breakers = failing()

    breakers.begun("erp", RESTED + REST)

    assert breakers.admits("erp", RESTED + REST)


def test_what_was_begun_before_the_rest_does_not_prolong_it() -> None:
    breakers = failing()

    breakers.note("erp", NOW + REST / 2, failed=True)

    assert breakers.admits("erp", RESTED)


def test_nobody_is_remembered_for_ever() -> None:
    breakers = Breakers(REST)
    for number in range(100):
        breakers.note(f"host-{number}", NOW, failed=True)
    breakers.note("host-1", NOW, failed=False)
    assert len(breakers) == 99

    breakers.note("late", NOW + timedelta(hours=2), failed=True)

    assert len(breakers) == 1
