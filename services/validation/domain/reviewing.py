"""Opening, deciding and withdrawing reviews."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain.claiming import CLAIMED, is_claimed_by_other
from services.validation.domain.review import Refusal, RefusalReason, Review, review_id
from shared.contracts.decision import NOTHING, Answer, Decision, Key, Known, Moment, done, refused
from shared.contracts.documents import (
    DecideReview,
    OpenReview,
    ReviewDecided,
    ReviewOpened,
    ReviewWithdrawn,
    WithdrawReview,
)
from shared.contracts.errors import NotYetError

REFUSALS: dict[RefusalReason, Answer] = {
    "withdrawn": refused(
        "withdrawn", "The case has come to its end: nobody needs to decide any more.", "Read the case."
    ),
    "other_round": refused(
        "other_round",
        "The case was corrected since: this decision is about what it held before.",
        "Read the review again and decide on its present round.",
        "/round",
    ),
    "already_decided": refused(
        "already_decided", "Somebody else has decided already.", "Read the review to see who, and how."
    ),
    "reason_missing": refused(
        "reason_missing", "A reason is needed unless the answer is accept.", "Say why.", "/reason"
    ),
    "claimed_by_other": CLAIMED,
    "second_person_needed": refused(
        "second_person_needed",
        "You have accepted already: four eyes are wanted, so that another person has to accept as well.",
        "Leave it to a colleague.",
    ),
}


def needed(message: OpenReview | DecideReview | WithdrawReview, _moment: Moment) -> Iterable[Key[Review]]:
    return (Key(Review, review_id(message.case, message.step)),)


def open_review(message: OpenReview, known: Known, moment: Moment) -> Decision:
    """Ask a person; a later round asks again. Does nothing once the review was withdrawn."""
    last = known.get(Review, review_id(message.case, message.step))
    if last is not None and last.state == "withdrawn":
        return Decision(send=(_withdrawn(message.case, message.step),))
    if last is not None and message.round < last.round:
        return NOTHING
    if last is not None and message.round == last.round:
        return Decision(send=(_told(last),))
    review = _opened(message, moment)
    return Decision(save=(review,), send=(_told(review),))


def _opened(message: OpenReview, moment: Moment) -> Review:
    return Review(
        id=review_id(message.case, message.step),
        tenant=moment.tenant,
        case=message.case,
        step=message.step,
        state="open",
        round=message.round,
        client=message.client,
        team=message.team,
        title_en=message.title_en,
        title_fr=message.title_fr,
        documents=message.documents,
        four_eyes=message.four_eyes,
        opened_at=moment.now,
        wanted_by=message.due_at,
    )


def decide_review(message: DecideReview, known: Known, moment: Moment) -> Decision:
    """Take over the first decision on the present round; any other is noted as refused and changes nothing.

    The same person's same answer again is a repeat: it is told again.
    """
    review = known.get(Review, review_id(message.case, message.step))
    if review is None or (review.state != "withdrawn" and review.round < message.round):
        raise NotYetError("a decision on a review that is not open yet")
    if _is_repeat(review, message):
        return Decision(send=(_told(review),))
    refusal = _refusal(review, message)
    if refusal is not None:
        noted = Refusal(reason=refusal, actor=message.actor, at=moment.now)
        return Decision(save=(replace(review, last_refusal=noted),), answer=REFUSALS[refusal])
    if review.four_eyes and message.answer == "accept" and review.accepted_by is None:
        return _half_accepted(review, message, moment)
    decided = replace(
        review,
        state="decided",
        answer=message.answer,
        reason=message.reason.strip(),
        decided_by=message.actor,
        decided_at=moment.now,
    )
    return Decision(save=(decided,), send=(_told(decided),))


def _half_accepted(review: Review, message: DecideReview, moment: Moment) -> Decision:
    """The first of two persons accepts; whoever is second may claim it now."""
    first = replace(review, accepted_by=message.actor, accepted_at=moment.now, assignee="", claimed_at=None)
    return Decision(save=(first,), answer=done(waits_for="second_person"))


def _is_repeat(review: Review, message: DecideReview) -> bool:
    given = (message.round, message.answer, message.reason.strip(), message.actor)
    taken = (review.round, review.answer, review.reason, review.decided_by)
    return review.state == "decided" and given == taken


def _refusal(review: Review, message: DecideReview) -> RefusalReason | None:
    if review.state == "withdrawn":
        return "withdrawn"
    if review.round != message.round:
        return "other_round"
    if review.state == "decided":
        return "already_decided"
    return _refusal_of_person(review, message)


def _refusal_of_person(review: Review, message: DecideReview) -> RefusalReason | None:
    if message.answer != "accept" and not message.reason.strip():
        return "reason_missing"
    if is_claimed_by_other(review, message.actor) and not message.supervisor:
        return "claimed_by_other"
    # Whoever may supervise is still one person.
    if message.answer == "accept" and review.accepted_by == message.actor:
        return "second_person_needed"
    return None


def withdraw_review(message: WithdrawReview, known: Known, moment: Moment) -> Decision:
    """Nobody needs to decide any more; before the review is opened this leaves a tombstone."""
    id = review_id(message.case, message.step)
    review = known.get(Review, id)
    answer = Decision(send=(_withdrawn(message.case, message.step),))
    if review is None:
        tombstone = Review(
            id=id, tenant=moment.tenant, case=message.case, step=message.step, state="withdrawn"
        )
        return replace(answer, save=(tombstone,))
    if review.state == "withdrawn":
        return answer
    return replace(answer, save=(replace(review, state="withdrawn"),))


def _told(review: Review) -> ReviewOpened | ReviewDecided:
    """The event that says where the review stands."""
    if review.answer is None or review.decided_by is None:
        return ReviewOpened(case=review.case, step=review.step, round=review.round)
    return ReviewDecided(
        case=review.case,
        step=review.step,
        round=review.round,
        answer=review.answer,
        reason=review.reason,
        actor=review.decided_by,
    )


def _withdrawn(case: str, step: str) -> ReviewWithdrawn:
    return ReviewWithdrawn(case=case, step=step)
