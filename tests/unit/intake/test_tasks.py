"""The work list: what waits for whom, who takes it, and who is called when it is late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.task import Task, correction_task, exception_task
from shared.contracts.documents import ClaimReview, ReleaseReview, ReviewAcceptedOnce, ReviewWithdrawn
from shared.contracts.people import ChangeTask, RemindTask
from tests.unit.intake.builders import (
    CANCEL,
    CASE,
    CLEARED,
    DISPATCHED,
    GONE,
    RECALLED,
    RESERVED,
    SHORT,
    a_correction,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk
from tests.unit.intake.people import (
    ANSWER,
    CLAIRE,
    DENIS,
    EMMA,
    a_complaint,
    a_desk,
    an_agent,
    answered,
    claim,
    code,
    finish,
    opened,
    release,
    the_team,
)


def test_a_review_is_a_task_until_it_is_decided() -> None:
    desk = a_desk()

    task = desk.task(ANSWER)
    assert (task.kind, task.state, task.team, task.answered) == ("review", "open", "complaints", True)
    assert task.wanted_by == desk.case.steps["answer"].due_at
    desk.told(answered())

    task = desk.task(ANSWER)
    assert (task.state, task.answer, task.reason, task.done_by) == (
        "done",
        "accept",
        "It leaves tomorrow",
        CLAIRE,
    )
    assert task.due_at is None


def test_what_the_case_says_counts_in_its_order_whatever_comes_first() -> None:
    desk = a_desk()
    desk.told(answered())
    first, last = desk.kept

    desk.tell(last)
    desk.tell(first)
    desk.tell(last)

    found = desk.get(Task, ANSWER)
    assert found is not None
    assert found.state == "done"


def test_the_first_claim_counts_and_its_holder_may_hand_it_over() -> None:
    desk = a_desk()

    assert code(desk.asked(claim(CLAIRE))) == ""
    assert code(desk.asked(claim(DENIS))) == "claimed_by_other"
    assert code(desk.asked(release(DENIS))) == "claimed_by_other"
    assert code(desk.asked(claim(DENIS, actor=CLAIRE))) == ""
    assert desk.task(ANSWER).assignee == "denis"
    assert code(desk.asked(release(DENIS))) == ""
    assert desk.task(ANSWER).assignee == ""
    assert desk.facts()[-3:] == ["task_claimed", "task_claimed", "task_released"]


def test_validation_hears_who_is_going_to_decide() -> None:
    desk = a_desk()
    desk.work()

    (claimed,) = desk.tell(claim(CLAIRE))
    (released,) = desk.tell(release(CLAIRE))

    assert isinstance(claimed, ClaimReview)
    assert (claimed.step, claimed.assignee) == ("answer", "claire")
    assert isinstance(released, ReleaseReview)


def test_a_task_of_a_team_is_for_its_members() -> None:
    desk = a_desk()
    desk.told(the_team("complaints", "claire", "denis", lead="emma"))

    assert code(desk.asked(claim(CLAIRE))) == ""
    assert code(desk.asked(claim(DENIS, actor=EMMA))) == ""
    outsider = claim(CLAIRE, assignee="victor", actor=EMMA)
    assert code(desk.asked(outsider)) == "not_in_team"
    assert code(desk.asked(claim(CLAIRE, assignee="victor", actor=CLAIRE, supervisor=True))) == "not_in_team"


def test_of_two_definitions_of_a_team_the_later_counts() -> None:
    desk = a_desk()

    desk.told(the_team("complaints", "denis", later=2), the_team("complaints", "claire", later=1))

    assert code(desk.asked(claim(CLAIRE))) == "not_in_team"
    assert code(desk.asked(claim(DENIS))) == ""


def test_nobody_is_given_work_while_they_are_away() -> None:
    desk = a_desk()
    desk.told(an_agent("denis", present=False))

    assert code(desk.asked(claim(DENIS, actor=CLAIRE, supervisor=True))) == "agent_absent"


def test_the_lead_is_called_once_when_a_task_is_overdue() -> None:
    desk = a_desk()
    desk.told(the_team("complaints", "claire", lead="emma"))
    due_at = desk.task(ANSWER).due_at
    assert due_at is not None
    desk.now = due_at + timedelta(minutes=1)

    desk.told(
        RemindTask(case=CASE, task=ANSWER, due_at=due_at), RemindTask(case=CASE, task=ANSWER, due_at=due_at)
    )

    task = desk.task(ANSWER)
    assert (task.escalated_to, task.escalated_at, task.due_at) == ("emma", desk.now, None)
    assert desk.facts().count("task_escalated") == 1


def test_a_task_that_is_done_in_time_is_not_escalated() -> None:
    desk = a_desk()
    due_at = desk.task(ANSWER).due_at
    assert due_at is not None
    desk.told(answered())
    desk.work()

    desk.told(RemindTask(case=CASE, task=ANSWER, due_at=due_at))

    assert desk.task(ANSWER).escalated_at is None


def test_another_due_time_lets_it_be_overdue_anew() -> None:
    desk = a_desk()
    later = desk.now + timedelta(days=30)

    assert (
        code(desk.asked(ChangeTask(case=CASE, task=ANSWER, actor=CLAIRE, wanted_by=later, priority="urgent")))
        == ""
    )

    task = desk.task(ANSWER)
    assert (task.wanted_by, task.due_at, task.priority) == (later, later, "urgent")


def test_what_a_person_set_stays_when_the_case_says_how_the_task_stands() -> None:
    desk = a_desk()
    later = desk.now + timedelta(days=30)
    desk.asked(ChangeTask(case=CASE, task=ANSWER, actor=CLAIRE, wanted_by=later, priority="urgent"))

    desk.told(ReviewAcceptedOnce(case=CASE, step="answer", round=1, actor=CLAIRE))

    task = desk.task(ANSWER)
    assert (task.accepted_by, task.wanted_by, task.due_at, task.priority) == (CLAIRE, later, later, "urgent")


def test_what_nobody_set_follows_the_case() -> None:
    desk = a_desk()
    desk.asked(ChangeTask(case=CASE, task=ANSWER, actor=CLAIRE, priority="urgent"))
    due_at = desk.case.steps["answer"].due_at

    desk.tell(replace(desk.said(ANSWER), revision=90, wanted_by=due_at, priority="normal"))

    task = desk.task(ANSWER)
    assert (task.wanted_by, task.priority) == (due_at, "urgent")


def test_a_new_round_begins_with_what_the_case_says() -> None:
    desk = a_desk()
    later = desk.now + timedelta(days=30)
    desk.asked(ChangeTask(case=CASE, task=ANSWER, actor=CLAIRE, wanted_by=later, priority="urgent"))
    due_at = desk.case.steps["answer"].due_at

    desk.tell(replace(desk.said(ANSWER), revision=90, round=2))

    task = desk.task(ANSWER)
    assert (task.wanted_by, task.due_at, task.priority) == (due_at, due_at, "normal")


def test_a_due_time_that_has_passed_calls_the_lead_at_once() -> None:
    """Reminders go by their due time: one that was sent before is never taken again."""
    desk = a_desk()
    earlier = desk.now - timedelta(days=1)

    desk.asked(ChangeTask(case=CASE, task=ANSWER, actor=CLAIRE, wanted_by=earlier))

    task = desk.task(ANSWER)
    assert (task.wanted_by, task.due_at) == (earlier, desk.now)


def test_the_second_of_two_persons_who_begins_late_calls_nobody_again() -> None:
    desk = a_desk()
    desk.told(the_team("complaints", "claire", "denis", lead="emma"))
    due_at = desk.task(ANSWER).due_at
    assert due_at is not None
    desk.now = due_at + timedelta(minutes=1)
    desk.told(RemindTask(case=CASE, task=ANSWER, due_at=due_at))

    desk.told(ReviewAcceptedOnce(case=CASE, step="answer", round=1, actor=CLAIRE))
    desk.work()

    task = desk.task(ANSWER)
    assert (task.accepted_by, task.assignee) == (CLAIRE, "")
    assert (task.due_at, task.escalated_to) == (None, "emma")


def test_a_correction_is_followed_up_until_it_comes() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))
    id = correction_task(CASE, "check_documents")

    assert (desk.task(id).kind, desk.task(id).team) == ("correction", "order-desk")
    desk.told(a_correction())

    assert desk.task(id).state == "done"


@pytest.mark.parametrize("story", [(checked(accepted=False), CANCEL)])
def test_a_correction_that_is_not_wanted_any_more_is_withdrawn(story: tuple[object, ...]) -> None:
    desk = Desk()

    desk.told(a_sales_order(), *story)  # type: ignore[arg-type]

    assert desk.task(correction_task(CASE, "check_documents")).state == "withdrawn"


def test_a_step_that_is_late_is_an_exception_until_somebody_has_seen_to_it() -> None:
    desk = late_desk()
    id = exception_task(CASE, "reserve_stock")

    assert (desk.task(id).kind, desk.task(id).team) == ("exception", "warehouse")
    assert code(desk.asked(finish(CLAIRE, id))) == ""

    assert (desk.task(id).state, desk.task(id).reason) == ("done", "The carrier was called")
    assert not desk.case.raised


def test_what_could_not_be_undone_stays_on_the_list_until_it_is() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, CANCEL, GONE)
    id = exception_task(CASE, "ship")
    assert desk.task(id).state == "open"

    assert code(desk.asked(finish(CLAIRE, id))) == "still_stuck"

    assert desk.task(id).state == "open"
    assert desk.case.raised
    desk.told(CANCEL, RECALLED)
    assert desk.task(id).state == "done"


def test_an_exception_ends_when_the_step_moves_on() -> None:
    desk = late_desk()

    desk.told(CANCEL)

    assert desk.task(exception_task(CASE, "reserve_stock")).state == "done"


def late_desk() -> Desk:
    """Stock has been short for too long."""
    desk = Desk()
    desk.told(a_sales_order(), checked(), SHORT)
    due_at = desk.case.steps["reserve_stock"].due_at
    assert due_at is not None
    desk.now = due_at
    desk.told(desk.reminder())
    return desk


def test_a_review_that_is_late_has_no_second_task() -> None:
    desk = a_desk()
    due_at = desk.case.steps["answer"].due_at
    assert due_at is not None
    desk.now = due_at

    desk.told(desk.reminder())
    desk.work()

    assert desk.case.raised
    assert [task.id for task in desk.all(Task)] == [ANSWER]


def test_a_review_does_not_end_by_being_called_done() -> None:
    assert code(a_desk().asked(finish(CLAIRE, ANSWER))) == "decided_elsewhere"


def test_the_second_of_four_eyes_is_not_the_first() -> None:
    desk = a_desk()
    desk.told(ReviewAcceptedOnce(case=CASE, step="answer", round=1, actor=CLAIRE))

    assert code(desk.asked(claim(CLAIRE))) == "second_person_needed"
    assert code(desk.asked(claim(DENIS))) == ""


def test_the_end_of_a_case_withdraws_its_reviews() -> None:
    desk = a_desk()
    desk.work()

    sent = desk.told(CANCEL)

    assert sent == ["WithdrawReview"]
    desk.told(ReviewWithdrawn(case=CASE, step="answer"))
    assert desk.task(ANSWER).state == "withdrawn"


def test_what_is_over_is_not_claimed() -> None:
    desk = a_desk()
    desk.told(answered())

    assert code(desk.asked(claim(CLAIRE))) == "task_over"


def test_a_task_that_is_not_there_yet_is_claimed_later() -> None:
    desk = Desk()
    desk.told(a_complaint(), opened())

    outcome = desk.try_tell([claim(CLAIRE)])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]
