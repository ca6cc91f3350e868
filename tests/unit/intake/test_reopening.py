"""A closed case begins anew where its type says so; otherwise it is said what corrects it."""

import pytest

from services.intake.domain.task import review_task
from shared.contracts.cases import CaseProgressed, RateCase, ReopenCase
from shared.contracts.documents import OpenReview
from tests.unit.intake.builders import (
    AGENT,
    CANCEL,
    CASE,
    CLEARED,
    CLIENT,
    DISPATCHED,
    ISSUED,
    RESERVED,
    a_customer_file,
    a_sales_order,
    checked,
    decided,
)
from tests.unit.intake.builders import opened as file_opened
from tests.unit.intake.desk import Desk
from tests.unit.intake.people import a_desk, answered, code, opened

REOPEN = ReopenCase(case=CASE, actor=CLIENT, reason="No date was named")


def an_answered_complaint() -> Desk:
    desk = a_desk()
    desk.told(answered())
    if desk.state("quality") != "done":
        desk.told(opened("quality"), answered(step="quality"))
    assert desk.case.status == "closed"
    return desk


def test_a_complaint_is_answered_anew_in_a_new_round() -> None:
    desk = an_answered_complaint()

    sent = desk.tell(REOPEN)

    reopened, review = sent
    assert isinstance(reopened, CaseProgressed)
    assert (reopened.progress, reopened.details["reason"]) == ("reopened", "No date was named")
    assert isinstance(review, OpenReview)
    assert (review.step, review.round) == ("answer", 2)
    assert (desk.case.status, desk.case.ended_at, desk.case.reopened) == ("open", None, 1)
    desk.told(opened(round=2))
    assert (desk.task(review_task(CASE, "answer")).state, desk.task(review_task(CASE, "answer")).round) == (
        "open",
        2,
    )


def test_an_answer_of_the_round_before_changes_nothing() -> None:
    desk = an_answered_complaint()
    desk.told(REOPEN)

    assert desk.told(answered(round=1)) == []
    assert desk.state("answer") == "asked"


def test_a_refused_file_is_looked_at_again_from_its_documents_on() -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked(), file_opened(), decided("refuse"))
    assert desk.case.status == "refused"

    assert desk.told(REOPEN) == ["CaseProgressed", "CheckDocuments"]
    assert desk.told(checked(round=2)) == ["OpenReview"]
    assert desk.case.ending is None


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ((a_sales_order(), checked(), RESERVED, CLEARED, ISSUED, DISPATCHED), "corrected_by_other_case"),
        ((a_sales_order(), checked()), "not_over"),
        ((a_customer_file(), CANCEL), "stays_closed"),
    ],
)
def test_what_cannot_begin_anew_says_what_to_do(story: tuple[object, ...], expected: str) -> None:
    desk = Desk()
    desk.told(*story)  # type: ignore[arg-type]
    before = desk.case

    answer = desk.asked(REOPEN)

    assert code(answer) == expected
    assert desk.case == before


def test_the_handling_is_rated_once_it_is_over() -> None:
    desk = a_desk()
    rating = RateCase(case=CASE, actor=CLIENT, rating=4, comment="cmt_1")

    assert code(desk.asked(rating)) == "rated_too_early"
    desk = an_answered_complaint()

    answer = desk.asked(rating)
    assert answer is not None
    assert answer.result == {"rating": "4"}
    assert desk.facts()[-1] == "case_rated"
    assert code(desk.asked(RateCase(case=CASE, actor=AGENT, rating=6))) == "rating_out_of_range"
