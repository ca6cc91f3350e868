"""What the front office may edit, and what it may say, whatever the case does meanwhile."""

from typing import Any

import pytest

from services.intake.domain.comment import Comment
from shared.contracts.cases import CaseProgressed, ChangeCase, CommentCase
from shared.contracts.decision import Answer
from shared.contracts.values import Actor
from tests.unit.intake.builders import CANCEL, CASE, a_sales_order, checked
from tests.unit.intake.desk import Desk

SHOP = Actor(kind="client", id="shop")


def change(**changes: Any) -> ChangeCase:
    return ChangeCase(case=CASE, actor=SHOP, **changes)


def comment(ref: str = "cmt_1") -> CommentCase:
    return CommentCase(case=CASE, comment=ref, actor=SHOP)


def answer(desk: Desk, message: Any) -> Answer:
    desk.tell(message, id="asked")
    desk.store.inbox.discard("asked")
    return desk.store.answers.pop("asked")


def test_a_change_is_taken_over_and_told() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    assert desk.told(change(tags=("web",), priority="urgent", reference="R-2")) == ["CaseProgressed"]

    assert (desk.case.tags, desk.case.priority, desk.case.reference) == (("web",), "urgent", "R-2")
    assert desk.case.edition == 1
    told = desk.sent_messages[-1]
    assert isinstance(told, CaseProgressed)
    assert (told.progress, told.reference) == ("changed", "R-2")
    assert told.details == {"changed": "priority, reference, tags"}
    assert desk.facts()[-1] == "case_changed"


def test_of_two_changes_of_one_edition_the_second_is_refused() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    assert answer(desk, change(expected=0, tags=("a",))) == Answer(status="done", result={"version": "1"})
    assert answer(desk, change(expected=0, tags=("b",))).code == "version_mismatch"
    assert desk.case.tags == ("a",)


def test_progress_of_the_case_stands_in_nobodys_way() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    assert answer(desk, change(expected=0, tags=("a",))).status == "done"


def test_a_change_to_what_is_already_so_changes_nothing() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    before = desk.case

    assert answer(desk, change(priority=before.priority)) == Answer(status="done", result={"version": "0"})
    assert desk.case == before


def test_what_is_asked_from_now_on_goes_by_the_new_priority() -> None:
    desk = Desk()
    desk.told(a_sales_order(), change(priority="urgent"))

    outcome = desk.try_tell([checked()])

    keys = [row.routing_key for rows in outcome.sent.values() for row in rows]
    assert keys
    assert all(key.startswith("urgent.") for key in keys)


@pytest.mark.parametrize(
    ("changes", "code"), [({"priority": "urgent"}, "change_too_late"), ({"tags": ("x",)}, "")]
)
def test_a_case_that_is_over_can_still_be_labelled(changes: dict[str, Any], code: str) -> None:
    desk = Desk()
    desk.told(a_sales_order(), CANCEL)

    assert answer(desk, change(**changes)).code == code


def test_comments_are_kept_in_the_order_of_the_story_and_told() -> None:
    desk = Desk()
    desk.told(a_sales_order(), comment("cmt_1"), checked(), comment("cmt_2"))

    kept = sorted(desk.all(Comment), key=lambda one: one.id)
    assert [one.text for one in kept] == ["cmt_1", "cmt_2"]
    assert [entry.id for entry in desk.entries() if entry.facts[0].what == "commented"] == [
        one.id for one in kept
    ]
    told = [one for one in desk.sent_messages if isinstance(one, CaseProgressed)]
    assert [one.details for one in told] == [{"comment": ref, "by": "shop"} for ref in ("cmt_1", "cmt_2")]


def test_a_comment_or_change_that_overtakes_the_submission_waits() -> None:
    outcome = Desk().try_tell([comment(), change(tags=())])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError", "NotYetError"]
