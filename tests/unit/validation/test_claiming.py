"""Who of a team decides: one claim counts, four eyes are two persons."""

from typing import Any

from services.validation.domain.review import Review
from shared.contracts.decision import Answer
from shared.contracts.documents import ClaimReview, ReleaseReview, ReviewDecided
from shared.contracts.values import Actor
from tests.support.deciding import Deciding
from tests.unit.validation.cases import CASE, a_bench, a_review, a_review_decision, a_withdrawal

CLAIRE, DENIS = Actor(kind="agent", id="claire"), Actor(kind="agent", id="denis")


def claim(who: Actor, **changes: Any) -> ClaimReview:
    return ClaimReview(**{"case": CASE, "step": "approve", "assignee": who.id, "actor": who, **changes})


def release(who: Actor, **changes: Any) -> ReleaseReview:
    return ReleaseReview(**{"case": CASE, "step": "approve", "actor": who, **changes})


def open_bench(**changes: Any) -> Deciding:
    bench = a_bench()
    bench.tell(a_review(**changes))
    return bench


def review(bench: Deciding) -> Review:
    found = bench.get(Review, f"{CASE}/approve")
    assert found is not None
    return found


def answer(bench: Deciding, message: Any) -> Answer | None:
    bench.tell(message, id="asked")
    bench.store.inbox.discard("asked")
    return bench.store.answers.pop("asked", None)


def code(bench: Deciding, message: Any) -> str:
    found = answer(bench, message)
    return found.code if found else ""


def test_the_first_claim_counts_and_may_be_repeated() -> None:
    bench = open_bench()

    assert answer(bench, claim(CLAIRE)) == Answer(status="done", result={"assignee": "claire"})
    assert code(bench, claim(DENIS)) == "claimed_by_other"
    assert code(bench, claim(CLAIRE)) == ""
    assert (review(bench).assignee, review(bench).claimed_at) == ("claire", bench.now)


def test_claims_of_one_batch_have_one_winner() -> None:
    bench = open_bench()

    bench.try_tell([claim(CLAIRE), claim(DENIS)], ids=["a", "b"])

    assert [bench.store.answers[id].status for id in "ab"] == ["done", "refused"]


def test_what_was_claimed_is_decided_by_its_holder_or_a_supervisor() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE))

    assert code(bench, a_review_decision(actor=DENIS)) == "claimed_by_other"
    assert review(bench).state == "open"
    (event,) = bench.tell(a_review_decision(actor=DENIS, supervisor=True))
    assert isinstance(event, ReviewDecided)


def test_a_claim_is_given_back_by_its_holder_or_moved_by_a_supervisor() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE))

    assert code(bench, release(DENIS)) == "claimed_by_other"
    assert code(bench, claim(DENIS, actor=CLAIRE)) == "claimed_by_other"
    assert code(bench, claim(DENIS, actor=CLAIRE, supervisor=True)) == ""
    assert review(bench).assignee == "denis"
    assert code(bench, release(DENIS)) == ""
    assert (review(bench).assignee, review(bench).claimed_at) == ("", None)
    assert code(bench, release(DENIS)) == ""


def test_what_is_over_is_not_claimed() -> None:
    bench = open_bench()
    bench.tell(a_withdrawal())

    assert code(bench, claim(CLAIRE)) == "task_over"
    assert code(bench, release(CLAIRE)) == "task_over"


def test_a_review_that_is_not_open_yet_is_claimed_later() -> None:
    outcome = a_bench().try_tell([claim(CLAIRE), release(CLAIRE)])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError", "NotYetError"]


def test_four_eyes_are_two_persons() -> None:
    bench = open_bench(four_eyes=True)
    bench.tell(claim(CLAIRE))

    assert answer(bench, a_review_decision(actor=CLAIRE)) == Answer(
        status="done", result={"waits_for": "second_person"}
    )
    assert (review(bench).state, review(bench).assignee, review(bench).accepted_by) == ("open", "", CLAIRE)
    assert code(bench, a_review_decision(actor=CLAIRE)) == "second_person_needed"
    assert code(bench, a_review_decision(actor=CLAIRE, supervisor=True)) == "second_person_needed"
    (event,) = bench.tell(a_review_decision(actor=DENIS))
    assert isinstance(event, ReviewDecided)
    assert (event.answer, event.actor) == ("accept", DENIS)


def test_one_person_can_refuse_what_needs_two_to_accept() -> None:
    bench = open_bench(four_eyes=True)

    (event,) = bench.tell(a_review_decision(actor=CLAIRE, answer="refuse", reason="Not signed"))

    assert isinstance(event, ReviewDecided)


def test_a_new_round_forgets_claims_and_half_decisions() -> None:
    bench = open_bench(four_eyes=True)
    bench.tell(a_review_decision(actor=CLAIRE))
    bench.tell(claim(DENIS))

    bench.tell(a_review(round=2, four_eyes=True))

    assert (review(bench).assignee, review(bench).accepted_by) == ("", None)
