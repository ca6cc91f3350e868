"""What `make bench` measures follows from the environment."""

import pytest

from tests.performance.plan import FULL, PARTS, SHORT, PlanError, chosen


def test_everything_is_measured_shortly_by_default() -> None:
    assert chosen({}) == (SHORT, PARTS)


def test_parts_run_in_their_own_order_whatever_the_order_asked_for() -> None:
    assert chosen({"PARTS": "stored, peers", "FULL": "1"}) == (FULL, ("peers", "stored"))


def test_a_part_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(PlanError, match="no part speed; there are peers, sizes"):
        chosen({"PARTS": "speed"})


def test_how_many_cases_are_stored_can_be_said_by_itself() -> None:
    plan, _ = chosen({"FULL": "1", "STORED": "50000"})

    assert plan.stored_steps == (0, 50_000)
    assert plan.requests == FULL.requests


@pytest.mark.parametrize("words", ["many", "0", "-5", "1e6"])
def test_stored_cases_that_are_no_number_are_refused_by_name(words: str) -> None:
    with pytest.raises(PlanError, match="STORED"):
        chosen({"STORED": words})
