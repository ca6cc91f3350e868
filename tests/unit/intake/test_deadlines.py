"""A missed deadline raises the case; it never just sits."""

from datetime import timedelta

from services.intake.collections import CASES
from shared.contracts.cases import CaseRaised, RemindCase
from tests.unit.intake.builders import (
    AWAITED,
    CANCEL,
    CASE,
    CLEARED,
    DISPATCHED,
    ISSUED,
    RESERVED,
    SHORT,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reminded(desk: Desk) -> list[str]:
    """What the runtime does once the case's due time has come."""
    case = desk.case
    assert case.due_at is not None
    assert CASES.due is not None
    desk.now = max(desk.now, case.due_at)
    return desk.told(CASES.due.message(case))


def test_a_case_is_due_when_its_first_step_is() -> None:
    desk = Desk()

    desk.told(a_sales_order())

    assert desk.case.due_at == desk.now + HOUR


def test_a_missed_deadline_names_step_and_team() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    sent = reminded(desk)

    raised = desk.only(CaseRaised)
    assert sent == ["CaseRaised"]
    assert isinstance(raised, CaseRaised)
    assert (raised.step, raised.reason) == ("check_documents", "deadline_missed")
    assert "order-desk" in raised.detail
    assert [(item.step, item.team) for item in desk.case.attention] == [("check_documents", "order-desk")]
    assert desk.case.raised
    assert desk.case.due_at is None


def test_a_step_is_raised_once() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    due_at = desk.case.due_at
    reminded(desk)

    assert due_at is not None
    sent = desk.told(RemindCase(case=CASE, due_at=due_at))

    assert sent == []


def test_a_late_answer_ends_the_call_for_attention() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    reminded(desk)

    sent = desk.told(checked())

    assert sent == ["ReserveStock", "CheckPayment"]
    assert not desk.case.raised
    assert desk.case.attention == ()
    assert desk.case.due_at == desk.now + 10 * DAY


def test_a_reminder_for_a_step_that_was_done_in_time_only_moves_the_due_time_on() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())
    entries = len(desk.entries())

    sent = reminded(desk)

    assert sent == []
    assert desk.case.due_at == desk.case.steps["reserve_stock"].due_at
    assert len(desk.entries()) == entries


def test_every_overdue_step_is_raised_with_its_own_team() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), SHORT, AWAITED)
    reminded(desk)

    first, second = reminded(desk), reminded(desk)

    assert (first, second) == (["CaseRaised"], ["CaseRaised"])
    assert [item.team for item in desk.case.attention] == ["warehouse", "accounts"]
    assert desk.case.due_at is None


def test_a_missing_correction_raises_the_case() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))

    moved = reminded(desk)
    raised = reminded(desk)

    assert (moved, raised) == ([], ["CaseRaised"])
    assert desk.case.status == "needs_correction"


def test_an_undo_that_is_not_answered_raises_the_case() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, CANCEL)

    for _ in range(4):
        if desk.case.due_at is not None:
            reminded(desk)

    assert {item.step for item in desk.case.attention} == {"issue_invoice", "ship"}
    assert desk.case.status == "cancelling"


def test_a_closed_case_is_never_due() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    due_at = desk.case.due_at
    desk.told(checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)

    assert due_at is not None
    desk.now = due_at
    sent = desk.told(RemindCase(case=CASE, due_at=due_at))

    assert sent == []
    assert desk.case.due_at is None


def test_a_closed_case_carries_no_call_for_attention() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    reminded(desk)

    desk.told(checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)

    assert not desk.case.raised
