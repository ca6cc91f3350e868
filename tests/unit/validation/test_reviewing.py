from typing import Any

import pytest

from services.validation.domain.review import Review
from shared.contracts.documents import ReviewDecided, ReviewOpened, ReviewWithdrawn
from shared.contracts.values import Actor
from tests.support.deciding import Deciding
from tests.unit.validation.cases import (
    AGENT,
    CASE,
    a_bench,
    a_review,
    a_review_decision,
    a_withdrawal,
)

OPENED = ReviewOpened(case=CASE, step="approve", round=1)
WITHDRAWN = ReviewWithdrawn(case=CASE, step="approve")


def review(bench: Deciding) -> Review:
    found = bench.get(Review, f"{CASE}/approve")
    assert found is not None
    return found


def test_a_review_is_opened_and_opening_it_again_tells_it_again() -> None:
    bench = a_bench()

    assert bench.tell(a_review()) == (OPENED,)
    opened = review(bench)
    assert bench.tell(a_review(team="other")) == (OPENED,)

    assert review(bench) == opened
    assert (opened.state, opened.team, opened.opened_at) == ("open", "credit", bench.now)


@pytest.mark.parametrize(
    ("answer", "reason"), [("accept", ""), ("refuse", "Not signed"), ("correct", "Wrong page")]
)
def test_a_decision_is_taken_over_and_told(answer: Any, reason: str) -> None:
    bench = a_bench()
    bench.tell(a_review())

    (event,) = bench.tell(a_review_decision(answer=answer, reason=reason))

    assert event == ReviewDecided(
        case=CASE, step="approve", round=1, answer=answer, reason=reason, actor=AGENT
    )
    assert (review(bench).state, review(bench).answer) == ("decided", answer)


def test_only_the_first_decision_counts() -> None:
    bench = a_bench()
    bench.tell(a_review())
    first = bench.tell(a_review_decision())

    late = a_review_decision(answer="refuse", reason="No", actor=Actor(kind="agent", id="agt_2"))
    assert bench.tell(late) == ()
    assert bench.tell(a_review_decision()) == first

    refusal = review(bench).last_refusal
    assert review(bench).answer == "accept"
    assert refusal is not None
    assert (refusal.reason, refusal.actor.id) == ("already_decided", "agt_2")


@pytest.mark.parametrize("answer", ["refuse", "correct"])
def test_without_a_reason_only_accepting_is_possible(answer: Any) -> None:
    bench = a_bench()
    bench.tell(a_review())

    assert bench.tell(a_review_decision(answer=answer, reason="  ")) == ()

    refusal = review(bench).last_refusal
    assert review(bench).state == "open"
    assert refusal is not None
    assert refusal.reason == "reason_missing"


def test_a_decision_on_an_older_round_is_not_taken_over() -> None:
    bench = a_bench()
    bench.tell(a_review())
    bench.tell(a_review_decision(answer="correct", reason="Wrong page"))
    bench.tell(a_review(round=2))

    assert bench.tell(a_review_decision(answer="refuse", reason="No")) == ()

    refusal = review(bench).last_refusal
    assert (review(bench).state, review(bench).round) == ("open", 2)
    assert refusal is not None
    assert refusal.reason == "other_round"
    assert bench.tell(a_review(round=1)) == ()


def test_opening_a_decided_review_again_tells_its_decision() -> None:
    bench = a_bench()
    bench.tell(a_review())
    decided = bench.tell(a_review_decision())

    assert bench.tell(a_review()) == decided


def test_a_withdrawn_review_takes_no_decision() -> None:
    bench = a_bench()
    bench.tell(a_review())

    assert bench.tell(a_withdrawal()) == (WITHDRAWN,)
    assert bench.tell(a_withdrawal()) == (WITHDRAWN,)
    assert bench.tell(a_review_decision()) == ()
    assert bench.tell(a_review()) == (WITHDRAWN,)

    assert review(bench).state == "withdrawn"


def test_a_withdrawal_before_the_review_leaves_a_tombstone() -> None:
    bench = a_bench()

    assert bench.tell(a_withdrawal()) == (WITHDRAWN,)
    assert bench.tell(a_review()) == (WITHDRAWN,)
    assert bench.tell(a_review_decision()) == ()

    assert (review(bench).state, review(bench).opened_at) == ("withdrawn", None)


def test_a_decision_that_overtook_its_review_waits() -> None:
    outcome = a_bench().try_tell([a_review_decision()])

    ((_, trouble),) = outcome.delayed
    assert trouble.error == "NotYetError"
