"""Who is going to decide a review, as the work list of intake says: others cannot, but for supervisors."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain.review import Review, review_id
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, refused
from shared.contracts.documents import ClaimReview, DecideReview, ReleaseReview
from shared.contracts.errors import NotYetError
from shared.contracts.values import Actor

CLAIMED = refused(
    "claimed_by_other",
    "Somebody else has claimed this.",
    "Read it to see who; ask them to release it, or a supervisor to assign it.",
)


def needed(message: ClaimReview | ReleaseReview, _moment: Moment) -> Iterable[Key[Review]]:
    return (Key(Review, review_id(message.case, message.step)),)


def claim_review(message: ClaimReview, known: Known, moment: Moment) -> Decision:
    """Whether somebody may have it was decided by the work list; here it only counts while it is open."""
    review = _review(message, known)
    if review.state != "open" or _is_overtaken(message, review):
        return NOTHING
    if review.assignee == message.assignee and review.claims >= message.revision:
        return NOTHING
    claimed = replace(
        review, assignee=message.assignee, claimed_at=moment.now, claims=max(review.claims, message.revision)
    )
    return Decision(save=(claimed,))


def release_review(message: ReleaseReview, known: Known, _moment: Moment) -> Decision:
    """Anybody of the team may decide it again."""
    review = _review(message, known)
    if review.state != "open" or _is_overtaken(message, review):
        return NOTHING
    if not review.assignee and review.claims >= message.revision:
        return NOTHING
    claims = max(review.claims, message.revision)
    return Decision(save=(replace(review, assignee="", claimed_at=None, claims=claims),))


def as_the_work_list_stood(review: Review, decision: DecideReview, moment: Moment) -> Review:
    """With the claim or release that the decision knows of, where its news have not come yet."""
    is_news = review.state == "open" and decision.round == review.round and decision.claims > review.claims
    if not is_news or (review.accepted_by is not None and not decision.second):
        return review
    claimed_at = moment.now if decision.held_by else None
    return replace(review, assignee=decision.held_by, claimed_at=claimed_at, claims=decision.claims)


def _is_overtaken(message: ClaimReview | ReleaseReview, review: Review) -> bool:
    """By a later wish, a further round, or the first of two persons, after whom anybody may be the second."""
    if not message.round:  # said by a sender of an older version
        return False
    too_late_for_first = review.accepted_by is not None and not message.second
    return message.revision < review.claims or message.round < review.round or too_late_for_first


def is_claimed_by_other(review: Review, actor: Actor) -> bool:
    return review.assignee not in ("", actor.id)


def _review(message: ClaimReview | ReleaseReview, known: Known) -> Review:
    review = known.get(Review, review_id(message.case, message.step))
    if review is None:
        raise NotYetError("a review that is not open yet is claimed or released")
    return review
