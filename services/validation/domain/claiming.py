"""Claiming and releasing reviews: who of a team is going to decide."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain.review import Review, review_id
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, done, refused
from shared.contracts.documents import ClaimReview, ReleaseReview
from shared.contracts.errors import NotYetError
from shared.contracts.values import Actor

CLAIMED = refused(
    "claimed_by_other",
    "Somebody else has claimed this.",
    "Read it to see who; ask them to release it, or a supervisor to assign it.",
)
_OVER = refused("task_over", "There is nothing left to decide here.", "Read it to see how it ended.")


def needed(message: ClaimReview | ReleaseReview, _moment: Moment) -> Iterable[Key[Review]]:
    return (Key(Review, review_id(message.case, message.step)),)


def claim_review(message: ClaimReview, known: Known, moment: Moment) -> Decision:
    """The first claim counts; a supervisor may give it to somebody else."""
    review = _review(message, known)
    if review.state != "open":
        return Decision(answer=_OVER)
    if review.assignee == message.assignee:
        return Decision(answer=_held_by(message.assignee))
    if review.assignee and not message.supervisor:
        return Decision(answer=CLAIMED)
    claimed = replace(review, assignee=message.assignee, claimed_at=moment.now)
    return Decision(save=(claimed,), answer=_held_by(message.assignee))


def release_review(message: ReleaseReview, known: Known, _moment: Moment) -> Decision:
    """Anybody of the team may claim it again."""
    review = _review(message, known)
    if review.state != "open":
        return Decision(answer=_OVER)
    if is_claimed_by_other(review, message.actor) and not message.supervisor:
        return Decision(answer=CLAIMED)
    if not review.assignee:
        return Decision()
    return Decision(save=(replace(review, assignee="", claimed_at=None),))


def is_claimed_by_other(review: Review, actor: Actor) -> bool:
    return review.assignee not in ("", actor.id)


def _held_by(assignee: str) -> Answer:
    return done(assignee=assignee)


def _review(message: ClaimReview | ReleaseReview, known: Known) -> Review:
    review = known.get(Review, review_id(message.case, message.step))
    if review is None:
        raise NotYetError("a review that is not open yet is claimed or released")
    return review
