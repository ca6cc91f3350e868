"""Who of a team decides: one claim counts, four eyes are two persons."""

from datetime import timedelta
from typing import Any

from services.validation.domain.review import Review
from shared.contracts.decision import Answer
from shared.contracts.documents import (
    ClaimReview,
    ReleaseReview,
    ReviewDecided,
    ReviewOpened,
    ReviewWithdrawn,
    WithdrawReview,
)
from shared.contracts.people import TeamDefined
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


def test_the_work_list_says_who_decides() -> None:
    bench = open_bench()

    bench.tell(claim(CLAIRE))

    assert (review(bench).assignee, review(bench).claimed_at) == ("claire", bench.now)
    bench.tell(claim(DENIS))
    assert review(bench).assignee == "denis"
    bench.tell(release(DENIS))
    assert (review(bench).assignee, review(bench).claimed_at) == ("", None)


def test_what_was_claimed_is_decided_by_its_holder_or_a_supervisor() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE))

    assert code(bench, a_review_decision(actor=DENIS)) == "claimed_by_other"
    assert review(bench).state == "open"
    (event,) = bench.tell(a_review_decision(actor=DENIS, supervisor=True))
    assert isinstance(event, ReviewDecided)


def test_whom_a_review_was_handed_to_may_decide_before_the_news_of_it() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE, revision=3, round=1))

    (event,) = bench.tell(a_review_decision(actor=DENIS, held_by="denis", claims=5))

    assert isinstance(event, ReviewDecided)
    assert (review(bench).assignee, review(bench).claims) == ("denis", 5)


def test_who_has_just_handed_a_review_over_does_not_decide_it_any_more() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE, revision=3, round=1))

    late = a_review_decision(actor=CLAIRE, held_by="denis", claims=5)

    assert code(bench, late) == "claimed_by_other"
    bench.tell(claim(DENIS, revision=5, round=1))
    assert review(bench).assignee == "denis"


def test_anybody_decides_what_has_just_been_released() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE, revision=3, round=1))

    assert bench.tell(a_review_decision(actor=DENIS, claims=4))


def test_a_claim_that_came_after_a_decision_was_sent_counts_where_it_is_known() -> None:
    bench = open_bench()
    bench.tell(claim(CLAIRE, revision=6, round=1))

    assert code(bench, a_review_decision(actor=DENIS, held_by="denis", claims=5)) == "claimed_by_other"


def test_a_claim_for_the_first_of_two_does_not_bind_the_second() -> None:
    bench = open_bench(four_eyes=True)
    bench.tell(a_review_decision(actor=CLAIRE, held_by="claire", claims=5))

    (event,) = bench.tell(a_review_decision(actor=DENIS, held_by="claire", claims=5))

    assert isinstance(event, ReviewDecided)


def test_what_is_over_is_not_claimed() -> None:
    bench = open_bench()
    bench.tell(a_withdrawal())

    bench.tell(claim(CLAIRE))

    assert review(bench).assignee == ""


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


def test_the_second_is_not_who_changed_the_case_last() -> None:
    bench = open_bench(four_eyes=True, changed_by="denis")
    bench.tell(a_review_decision(actor=CLAIRE))

    assert code(bench, a_review_decision(actor=DENIS)) == "changed_it_last"
    bench.tell(a_review(four_eyes=True, changed_by="claire"))
    (event,) = bench.tell(a_review_decision(actor=DENIS))
    assert isinstance(event, ReviewDecided)


def test_who_changes_the_case_while_the_second_is_awaited_is_not_the_second() -> None:
    bench = open_bench(four_eyes=True, changed_by="shop")
    bench.tell(a_review_decision(actor=CLAIRE))

    bench.tell(a_review(four_eyes=True, changed_by="denis"))

    assert review(bench).accepted_by == CLAIRE
    assert code(bench, a_review_decision(actor=DENIS)) == "changed_it_last"


def test_nobody_controls_their_own_decision() -> None:
    bench = open_bench(not_by=("claire",))

    assert code(bench, a_review_decision(actor=CLAIRE, supervisor=True)) == "decided_before"
    assert bench.tell(a_review_decision(actor=DENIS))


def test_a_team_that_was_defined_decides_alone() -> None:
    bench = open_bench()
    bench.tell(TeamDefined(team="credit", lead="claire", members=("emma",), at=bench.now))

    assert code(bench, a_review_decision(actor=DENIS)) == "not_in_team"
    assert bench.tell(a_review_decision(actor=CLAIRE))


def test_of_two_definitions_of_a_team_the_later_counts() -> None:
    bench = open_bench()
    bench.tell(TeamDefined(team="credit", lead="", members=("denis",), at=bench.now))

    bench.tell(TeamDefined(team="credit", lead="", members=("emma",), at=bench.now - timedelta(hours=1)))

    assert bench.tell(a_review_decision(actor=DENIS))


def test_an_answer_needs_words() -> None:
    bench = open_bench(answered=True)

    assert code(bench, a_review_decision()) == "reason_missing"
    (event,) = bench.tell(a_review_decision(reason="The parcel leaves tomorrow."))
    assert isinstance(event, ReviewDecided)
    assert (event.answered, event.reason) == (True, "The parcel leaves tomorrow.")


def test_a_case_that_is_opened_again_is_decided_again() -> None:
    bench = open_bench()
    bench.tell(WithdrawReview(case=CASE, step="approve", round=1))

    assert isinstance(bench.tell(a_review(round=1))[0], ReviewWithdrawn)
    assert isinstance(bench.tell(a_review(round=2))[0], ReviewOpened)
    assert bench.tell(WithdrawReview(case=CASE, step="approve", round=1))
    assert review(bench).state == "open"


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


def test_of_a_claim_and_its_release_the_later_counts_whichever_comes_first() -> None:
    bench = open_bench()

    bench.tell(release(CLAIRE, revision=4, round=1))
    bench.tell(claim(CLAIRE, revision=3, round=1))

    assert review(bench).assignee == ""
    bench.tell(claim(DENIS, revision=5, round=1))
    assert review(bench).assignee == "denis"


def test_a_claim_of_an_earlier_round_or_for_the_first_of_two_comes_too_late() -> None:
    bench = open_bench(four_eyes=True, round=2)

    bench.tell(claim(CLAIRE, revision=3, round=1))
    bench.tell(a_review_decision(actor=CLAIRE, round=2))
    bench.tell(claim(CLAIRE, revision=6, round=2))

    assert review(bench).assignee == ""
    bench.tell(claim(DENIS, revision=7, round=2, second=True))
    assert review(bench).assignee == "denis"
