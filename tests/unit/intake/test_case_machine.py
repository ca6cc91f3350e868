"""A case lives through any order of answers, reminders and wishes: its story has no gap, one end, and no way back."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.intake.collections import COLLECTIONS
from services.intake.domain.case import FINAL, TIMED, Case
from shared.contracts.cases import CancelCase, CaseCancelled, CaseClosed, CaseRefused
from shared.contracts.message import Message
from tests.unit.intake.builders import (
    AWAITED,
    CASE,
    CLEARED,
    CLIENT,
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
    UNBALANCED,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk
from tests.unit.operations.counted import figures_amiss

ANSWERS = (
    AWAITED, CLEARED, CREDITED, DISPATCHED, FREED, GONE, ISSUED, NOT_POSSIBLE, RECALLED, RELEASED, RESERVED, SHORT,
    UNBALANCED, checked(), checked(accepted=False),
)  # fmt: skip
ENDS = (CaseClosed, CaseRefused, CaseCancelled)


class OneCase(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.ended = ""

    @initialize()
    def submit(self) -> None:
        self.desk.told(a_sales_order())

    @rule(answer=st.sampled_from(ANSWERS), seconds=st.integers(-2, 60))
    def hear(self, answer: Message, seconds: int) -> None:
        """Of any service, in or out of turn, by clocks that differ."""
        self.desk.pass_time(timedelta(seconds=seconds))
        self.desk.told(answer)

    @rule()
    def cancel(self) -> None:
        self.desk.told(CancelCase(case=CASE, actor=CLIENT, reason="a change of mind"))

    @rule()
    def submit_again(self) -> None:
        before = self.desk.case
        self.desk.told(a_sales_order())

        assert self.desk.case == before

    @rule()
    def deadline_passes(self) -> None:
        due = next(collection.due for collection in COLLECTIONS if collection.kind is Case)
        case = self.desk.case
        if case.due_at is not None and due is not None:
            self.desk.now = max(self.desk.now, case.due_at)
            self.desk.told(due.message(case))
            assert self.desk.case.due_at is None or self.desk.case.due_at > case.due_at

    @invariant()
    def its_story_has_no_gap_and_does_not_go_back(self) -> None:
        entries = self.desk.entries()
        if entries:
            assert [entry.seq for entry in entries] == list(range(1, self.desk.case.entries + 1))
            assert all(a.at <= b.at for a, b in pairwise(entries))

    @invariant()
    def it_ends_once_and_stays_ended(self) -> None:
        told = [message for message in self.desk.sent_messages if isinstance(message, ENDS)]
        assert len(told) <= 1
        if self.desk.entries():
            status = self.desk.case.status
            assert (status in FINAL) == bool(told)
            assert not self.ended or status == self.ended
            self.ended = status if status in FINAL else ""

    @invariant()
    def whatever_it_waits_for_has_a_deadline_or_a_person(self) -> None:
        if self.desk.entries() and self.desk.case.status not in FINAL:
            case = self.desk.case
            timed = [step for step in case.steps.values() if step.state in TIMED]
            stuck = [step for step in case.steps.values() if step.state == "stuck"]
            assert timed or stuck
            assert all(step.due_at is not None for step in timed)
            assert case.raised == bool(case.attention)
            assert not stuck or case.raised

    @invariant()
    def a_closed_case_is_wholly_done(self) -> None:
        if self.ended == "closed":
            assert {step.state for step in self.desk.case.steps.values()} == {"done"}
        elif self.ended:
            assert not {"asked", "waiting", "undoing", "stuck"} & {
                step.state for step in self.desk.case.steps.values()
            }

    @invariant()
    def key_figures_are_what_its_story_says(self) -> None:
        if self.desk.entries():
            assert list(figures_amiss(self.desk)) == []


def test_a_case_keeps_its_story_straight_whatever_comes() -> None:
    run_state_machine_as_test(
        OneCase, settings=settings(max_examples=30, stateful_step_count=30, deadline=None)
    )
