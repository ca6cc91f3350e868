"""A review lives through any order of orders: one decision a round, none once it is withdrawn, and it stays told."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.validation.domain.review import Review
from shared.contracts.documents import (
    DecideReview,
    ReviewAcceptedOnce,
    ReviewDecided,
    ReviewOpened,
    ReviewWithdrawn,
)
from shared.contracts.values import Actor
from tests.unit.validation.cases import CASE, a_bench, a_review, a_review_decision, a_withdrawal

rounds = st.integers(1, 3)
agents = st.sampled_from(["agt_1", "agt_2"]).map(lambda id: Actor(kind="agent", id=id))


class Reviewing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bench = a_bench()
        self.decisions: dict[int, ReviewDecided] = {}
        self.opened = 0
        self.withdrawn = False

    @property
    def review(self) -> Review | None:
        return self.bench.get(Review, f"{CASE}/approve")

    @rule(round=rounds)
    def open(self, round: int) -> None:
        told = self.bench.tell(a_review(round=round))

        if self.withdrawn:
            assert told == (ReviewWithdrawn(case=CASE, step="approve"),)
        elif round < self.opened:
            assert told == ()
        else:
            self.opened = round
            again = ReviewOpened(case=CASE, step="approve", round=round)
            assert told == (self.decisions.get(round, again),)

    @rule()
    def withdraw(self) -> None:
        self.withdrawn = True

        assert self.bench.tell(a_withdrawal()) == (ReviewWithdrawn(case=CASE, step="approve"),)

    @rule(
        round=rounds,
        answer=st.sampled_from(["accept", "refuse", "correct"]),
        reason=st.sampled_from(["", " ", "Not signed"]),
        agent=agents,
    )
    def decide(self, round: int, answer: str, reason: str, agent: Actor) -> None:
        order = a_review_decision(round=round, answer=answer, reason=reason, actor=agent)
        outcome = self.bench.try_tell([order])

        if not self.withdrawn and round > self.opened:
            assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]
            return
        assert not outcome.delayed
        self._told(order, list(self.bench.sent(outcome)))

    def _told(self, order: DecideReview, told: list[object]) -> None:
        told = [event for event in told if not isinstance(event, ReviewAcceptedOnce)]
        assert not self.withdrawn or not told
        if told:
            (event,) = told
            assert isinstance(event, ReviewDecided)
            assert (event.round, event.answer, event.actor) == (order.round, order.answer, order.actor)
            assert event.answer == "accept" or event.reason
            assert self.decisions.setdefault(order.round, event) == event

    @invariant()
    def it_stands_where_it_was_told_to_stand(self) -> None:
        review = self.review
        if review is None:
            assert not self.opened
        elif self.withdrawn:
            assert review.state == "withdrawn"
        else:
            assert review.round == self.opened
            assert (review.state == "decided") == (review.round in self.decisions)


def test_a_review_is_decided_once_a_round_whatever_comes() -> None:
    run_state_machine_as_test(
        Reviewing, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
