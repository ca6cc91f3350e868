"""What a case that is over tells of its steps: how long services worked, and how long they waited."""

from datetime import timedelta

from shared.contracts.cases import CaseEnded, CaseReopened, ReopenCase
from shared.contracts.message import Message
from tests.unit.intake.builders import (
    AWAITED,
    CANCEL,
    CASE,
    CLEARED,
    CLIENT,
    DISPATCHED,
    FREED,
    ISSUED,
    NOW,
    RELEASED,
    RESERVED,
    SHORT,
    a_correction,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk
from tests.unit.intake.test_reopening import an_answered_complaint

SECOND = timedelta(seconds=1)


def a_desk(*story: Message) -> Desk:
    """A second goes by before each message."""
    desk = Desk()
    for message in story:
        desk.pass_time(SECOND)
        desk.told(message)
    return desk


def ended(desk: Desk) -> CaseEnded:
    *_, last = desk.counted
    assert isinstance(last, CaseEnded)
    return last


def times(desk: Desk) -> dict[str, tuple[int, int]]:
    return {one.step: (one.worked, one.waited) for one in ended(desk).steps}


def test_a_step_works_from_being_asked_until_it_is_done() -> None:
    desk = a_desk(a_sales_order(), checked(), RESERVED, CLEARED, ISSUED, DISPATCHED)

    told = ended(desk)

    assert (told.outcome, told.late, told.corrected) == ("closed", False, False)
    assert (told.began_at, told.ended_at) == (NOW, NOW + 6 * SECOND)
    assert list(times(desk).values()) == [(1_000, 0), (1_000, 0), (2_000, 0), (1_000, 0), (2_000, 0)]


def test_a_step_waits_for_stock_or_a_payment() -> None:
    desk = a_desk(a_sales_order(), checked(), SHORT, AWAITED, RESERVED, CLEARED, ISSUED, DISPATCHED)

    assert times(desk)["reserve_stock"] == (1_000, 2_000)
    assert times(desk)["check_payment"] == (2_000, 2_000)


def test_a_step_waits_for_the_front_office_that_has_to_mend_something() -> None:
    desk = a_desk(a_sales_order(), checked(accepted=False), a_correction(), checked(round=2))
    for message in (RESERVED, CLEARED, ISSUED, DISPATCHED):
        desk.told(message)

    assert ended(desk).corrected
    assert times(desk)["check_documents"] == (2_000, 1_000)


def test_what_is_only_undone_takes_no_time_any_more() -> None:
    desk = a_desk(a_sales_order(), checked(), RESERVED, CANCEL)
    desk.pass_time(timedelta(days=3))
    for message in (FREED, RELEASED):
        desk.told(message)

    assert ended(desk).outcome == "cancelled"
    assert times(desk) == {
        "check_documents": (1_000, 0),
        "reserve_stock": (1_000, 0),
        "check_payment": (2_000, 0),
    }


def test_a_missed_deadline_makes_a_case_late_whatever_comes_of_it() -> None:
    desk = a_desk(a_sales_order())
    desk.pass_time(timedelta(days=30))

    for message in (desk.reminder(), checked(), RESERVED, CLEARED, ISSUED, DISPATCHED):
        desk.told(message)

    assert ended(desk).late


def test_a_case_that_begins_anew_tells_only_what_came_after() -> None:
    desk = an_answered_complaint()
    before = len(ended(desk).steps)
    desk.pass_time(timedelta(days=9))

    desk.told(ReopenCase(case=CASE, actor=CLIENT, reason="No date was named"))

    *_, reopened = desk.counted
    assert before > 0
    assert isinstance(reopened, CaseReopened)
    assert reopened.reopened_at == desk.now
    assert all((step.worked, step.waited) == (0, 0) for step in desk.case.steps.values())


def test_a_case_that_is_refused_at_once_tells_of_no_step() -> None:
    desk = a_desk(a_sales_order(lines=()))

    assert (ended(desk).outcome, ended(desk).steps) == ("refused", ())
