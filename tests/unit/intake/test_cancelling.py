"""A case is stopped, whenever, and what was done is undone in reverse."""

from itertools import pairwise

import pytest

from shared.contracts.accounts import CreditInvoice
from shared.contracts.message import Message
from tests.unit.intake.builders import (
    AWAITED,
    CANCEL,
    CLEARED,
    CREDITED,
    DISPATCHED,
    FREED,
    GONE,
    ISSUED,
    NOT_POSSIBLE,
    RECALLED,
    RELEASED,
    RESERVED,
    SHORT,
    WITHDRAWN,
    a_customer_file,
    a_sales_order,
    checked,
    decided,
    opened,
)
from tests.unit.intake.desk import Desk

STORY: tuple[Message, ...] = (a_sales_order(), checked(), SHORT, AWAITED, RESERVED, CLEARED, ISSUED)
UNDO_ANSWERS: dict[str, Message] = {
    "ReleaseStock": RELEASED,
    "ReleasePayment": FREED,
    "CreditInvoice": CREDITED,
    "RecallShipment": RECALLED,
}
UNDONE_BY = {
    "reserve_stock": "ReleaseStock",
    "check_payment": "ReleasePayment",
    "issue_invoice": "CreditInvoice",
    "ship": "RecallShipment",
}
ASKED_BY = {
    "ReserveStock": "reserve_stock",
    "CheckPayment": "check_payment",
    "IssueInvoice": "issue_invoice",
    "PrepareShipment": "ship",
}


def undo_to_the_end(desk: Desk, sent: list[str]) -> list[str]:
    """Answer every undo; returns all undo commands in their order."""
    undone: list[str] = []
    waiting = list(sent)
    while waiting:
        name = waiting.pop(0)
        if name in UNDO_ANSWERS:
            undone.append(name)
            waiting.extend(desk.told(UNDO_ANSWERS[name]))
    return undone


@pytest.mark.parametrize("told", range(1, len(STORY) + 1))
def test_cancelled_at_any_point_everything_asked_for_is_undone_once(told: int) -> None:
    desk = Desk()
    desk.told(*STORY[:told])
    asked = {ASKED_BY[name] for name in desk.sent_names() if name in ASKED_BY}

    undone = undo_to_the_end(desk, desk.told(CANCEL))

    assert sorted(undone) == sorted(UNDONE_BY[step] for step in asked)
    assert desk.case.status == "cancelled"
    assert desk.sent_names()[-1] == "CaseCancelled"
    assert desk.case.due_at is None


@pytest.mark.parametrize("told", range(2, len(STORY) + 1))
def test_late_answers_after_the_cancellation_change_nothing(told: int) -> None:
    desk = Desk()
    desk.told(*STORY[:told])
    undo_to_the_end(desk, desk.told(CANCEL))

    late = [desk.told(message) for message in STORY[1:]]

    assert [name for names in late for name in names if name != "CaseProgressed"] == []
    assert desk.case.status == "cancelled"


@pytest.mark.parametrize("told", range(2, len(STORY) + 1))
def test_answers_that_cross_with_the_undo_change_nothing(told: int) -> None:
    desk = Desk()
    desk.told(*STORY[:told])
    sent = desk.told(CANCEL)

    crossed = [desk.told(message) for message in (*STORY[1:], DISPATCHED, NOT_POSSIBLE)]
    undone = undo_to_the_end(desk, sent)

    assert {name for names in crossed for name in names} <= {"CaseProgressed"}
    assert len(set(undone)) == len(undone)
    assert desk.case.status == "cancelled"


def test_a_step_is_undone_only_when_nothing_depends_on_it_any_more() -> None:
    desk = Desk()

    first = desk.told(*STORY, CANCEL)
    second = desk.told(CREDITED)
    third = desk.told(RECALLED)

    assert sorted(first) == ["CreditInvoice", "RecallShipment"]
    assert second == ["CaseProgressed"]
    assert sorted(third) == ["ReleasePayment", "ReleaseStock"]
    assert desk.case.status == "cancelling"


def test_a_credit_note_says_why() -> None:
    desk = Desk()

    desk.told(*STORY, CANCEL)

    credit = desk.only(CreditInvoice)
    assert isinstance(credit, CreditInvoice)
    assert credit.reason == "ordered twice"


def test_an_invoice_that_crossed_with_its_undo_is_told_once() -> None:
    desk = Desk()
    desk.told(*STORY[:-1], CANCEL)

    told = [desk.told(CREDITED), desk.told(ISSUED), desk.told(ISSUED)]

    assert told == [["CaseProgressed"], ["CaseProgressed"], []]
    assert desk.state("issue_invoice") == "undone"


def test_an_undo_that_fails_waits_for_a_named_team_and_is_tried_again_on_demand() -> None:
    desk = Desk()
    desk.told(*STORY, CANCEL, CREDITED)

    raised = desk.told(GONE)
    repeated = desk.told(GONE)
    waiting = desk.case
    again = desk.told(CANCEL)
    after = undo_to_the_end(desk, desk.told(RECALLED))

    assert (raised, repeated) == (["CaseRaised"], [])
    assert waiting.status == "cancelling"
    assert [(item.step, item.team, item.reason) for item in waiting.attention] == [
        ("ship", "warehouse", "undo_failed")
    ]
    assert again == ["RecallShipment"]
    assert sorted(after) == ["ReleasePayment", "ReleaseStock"]
    assert desk.case.status == "cancelled"
    assert not desk.case.raised


def test_an_undo_that_succeeds_after_all_ends_the_waiting() -> None:
    desk = Desk()
    desk.told(*STORY, CANCEL, CREDITED, GONE)

    undo_to_the_end(desk, desk.told(RECALLED))

    assert desk.case.status == "cancelled"
    assert desk.case.attention == ()


def test_cancelling_after_the_end_only_stands_in_the_timeline() -> None:
    desk = Desk()
    desk.told(*STORY, DISPATCHED)

    sent = desk.told(CANCEL)

    assert sent == []
    assert desk.case.status == "closed"
    assert desk.facts()[-1] == "cancel_too_late"


def test_cancelling_twice_undoes_once() -> None:
    desk = Desk()

    sent = desk.told(*STORY, CANCEL, CANCEL)

    assert sent == []


def test_a_shipment_put_back_is_recalled_too_since_its_answer_may_be_under_way() -> None:
    desk = Desk()
    desk.told(*STORY, NOT_POSSIBLE)

    undone = undo_to_the_end(desk, desk.told(CANCEL))

    assert undone[:2] == ["RecallShipment", "CreditInvoice"]
    assert desk.case.status == "cancelled"


def test_an_open_review_is_withdrawn() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked(), opened(), CANCEL)
    ended = desk.told(WITHDRAWN)

    assert (sent, ended) == (["WithdrawReview"], ["CaseCancelled"])


@pytest.mark.parametrize("answer", ["accept", "refuse", "correct"])
def test_a_decision_that_crosses_with_the_withdrawal_ends_it(answer: str) -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked(), opened(), CANCEL)

    crossed = desk.told(decided(answer))
    late = desk.told(WITHDRAWN)

    assert (crossed, late) == (["CaseCancelled"], [])


def test_a_case_that_waits_for_a_correction_is_cancelled_at_once() -> None:
    desk = Desk()

    sent = desk.told(a_customer_file(), checked(), decided("correct"), CANCEL)

    assert sent == ["CaseCancelled"]
    assert desk.case.wanted_en == ()


def test_the_story_of_a_cancellation_can_be_read_in_its_order() -> None:
    desk = Desk()
    undo_to_the_end(desk, desk.told(*STORY, CANCEL))

    facts = desk.facts()

    assert facts[-1] == "case_cancelled"
    assert all(one.seq + 1 == two.seq and one.id < two.id for one, two in pairwise(desk.entries()))
