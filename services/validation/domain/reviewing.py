"""Opening, deciding and withdrawing reviews."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain.claiming import CLAIMED, as_the_work_list_stood, is_claimed_by_other
from services.validation.domain.review import Refusal, RefusalReason, Review, review_id
from services.validation.domain.team import Team, team_key
from shared.contracts.decision import NOTHING, Answer, Decision, Key, Known, Moment, done, refused
from shared.contracts.documents import (
    DecideReview,
    OpenReview,
    ReviewAcceptedOnce,
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
        "reason_missing",
        "This decision needs a reason, or the words that answer.",
        "Say why, or what is answered.",
        "/reason",
    ),
    "claimed_by_other": CLAIMED,
    "second_person_needed": refused(
        "second_person_needed",
        "You have accepted already: four eyes are wanted, so that another person has to accept as well.",
        "Leave it to a colleague.",
    ),
    "changed_it_last": refused(
        "changed_it_last",
        "You have changed the case last: of the four eyes, the second two have to be somebody else's.",
        "Leave it to a colleague.",
    ),
    "decided_before": refused(
        "decided_before",
        "You have decided on this case before: this control is for somebody else.",
        "Leave it to a colleague.",
    ),
    "not_in_team": refused(
        "not_in_team", "This decision is another team's.", "Leave it to the team that the review names."
    ),
}


def needed(message: OpenReview | DecideReview | WithdrawReview, _moment: Moment) -> Iterable[Key[Review]]:
    return (Key(Review, review_id(message.case, message.step)),)


def then(message: DecideReview, known: Known, moment: Moment) -> Iterable[Key[Team]]:
    """The team whose decision it is."""
    review = known.get(Review, review_id(message.case, message.step))
    return () if review is None else (team_key(moment.tenant, review.team),)


def open_review(message: OpenReview, known: Known, moment: Moment) -> Decision:
    """Ask a person; a later round asks again. Does nothing once the review was withdrawn."""
    last = known.get(Review, review_id(message.case, message.step))
    if last is not None and last.state == "withdrawn" and not _begins_anew(message, last):
        return Decision(send=(_withdrawn(message.case, message.step),))
    if last is not None and message.round < last.round:
        return NOTHING
    if last is not None and message.round == last.round:
        return _asked_again(message, last)
    review = _opened(message, moment)
    return Decision(save=(review,), send=(_told(review),))


def _begins_anew(message: OpenReview, last: Review) -> bool:
    """The case was opened again after the round that was withdrawn."""
    return 0 < last.withdrawn_round < message.round


def _asked_again(message: OpenReview, last: Review) -> Decision:
    """Somebody else may have changed the case meanwhile."""
    if last.state == "open" and message.changed_by != last.changed_by:
        return Decision(save=(replace(last, changed_by=message.changed_by),), send=(_told(last),))
    return Decision(send=(_told(last),))


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
        changed_by=message.changed_by,
        not_by=message.not_by,
        answered=message.answered,
        opened_at=moment.now,
        wanted_by=message.due_at,
    )


def decide_review(message: DecideReview, known: Known, moment: Moment) -> Decision:
    """Take over the first decision on the present round; any other is noted as refused and changes nothing. What the
    work list said of claims when the decision came in counts, also where it has overtaken the news of it.

    The same person's same answer again is a repeat: it is told again.
    """
    review = known.get(Review, review_id(message.case, message.step))
    if review is None or (review.state != "withdrawn" and review.round < message.round):
        raise NotYetError("a decision on a review that is not open yet")
    if _is_repeat(review, message):
        return Decision(send=(_told(review),))
    review = as_the_work_list_stood(review, message, moment)
    refusal = _refusal(review, message, known.get(Team, team_key(moment.tenant, review.team).id))
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
    told = ReviewAcceptedOnce(case=review.case, step=review.step, round=review.round, actor=message.actor)
    return Decision(save=(first,), send=(told,), answer=done(waits_for="second_person"))


def _is_repeat(review: Review, message: DecideReview) -> bool:
    given = (message.round, message.answer, message.reason.strip(), message.actor)
    taken = (review.round, review.answer, review.reason, review.decided_by)
    return review.state == "decided" and given == taken


def _refusal(review: Review, message: DecideReview, team: Team | None) -> RefusalReason | None:
    if review.state == "withdrawn":
        return "withdrawn"
    if review.round != message.round:
        return "other_round"
    if review.state == "decided":
        return "already_decided"
    if team is not None and not team.has(message.actor.id) and not message.supervisor:
        return "not_in_team"
    return _refusal_of_person(review, message)


def _refusal_of_person(review: Review, message: DecideReview) -> RefusalReason | None:
    needs_words = message.answer != "accept" or review.answered
    if needs_words and not message.reason.strip():
        return "reason_missing"
    if message.actor.id in review.not_by:
        return "decided_before"
    if is_claimed_by_other(review, message.actor) and not message.supervisor:
        return "claimed_by_other"
    # Whoever may supervise is still one person.
    if message.answer != "accept" or review.accepted_by is None:
        return None
    if review.accepted_by.id == message.actor.id:
        return "second_person_needed"
    return "changed_it_last" if review.changed_by == message.actor.id else None


def withdraw_review(message: WithdrawReview, known: Known, moment: Moment) -> Decision:
    """Nobody needs to decide any more; before the review is opened this leaves a tombstone."""
    id = review_id(message.case, message.step)
    review = known.get(Review, id)
    answer = Decision(send=(_withdrawn(message.case, message.step),))
    if review is None:
        tombstone = Review(
            id=id,
            tenant=moment.tenant,
            case=message.case,
            step=message.step,
            state="withdrawn",
            withdrawn_round=message.round,
        )
        return replace(answer, save=(tombstone,))
    if review.state == "withdrawn" or 0 < message.round < review.round:
        return answer
    return replace(answer, save=(replace(review, state="withdrawn", withdrawn_round=message.round),))


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
        answered=review.answered,
    )


def _withdrawn(case: str, step: str) -> ReviewWithdrawn:
    return ReviewWithdrawn(case=case, step=step)
