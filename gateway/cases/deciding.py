"""A person's decision on a review, by whichever address it comes."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.endpoints import Call
from gateway.house import here
from gateway.refusing.problems import Fault, invalid, not_found
from services.validation.queries import reviews
from shared.contracts.documents import DecideReview


def decided(call: Call, case: str, step: str) -> Response:
    """Hand the decision over. Raises a 404 problem for no review, 422 for a round that has not begun."""
    body = call.body
    review = reviews.review(here().database("validation"), call.caller.tenant, case, step)
    if review is None:
        raise not_found()
    if body["round"] > review["round"]:
        raise invalid(
            Fault(
                "no_such_round",
                "The review has no such round yet.",
                "Send the round that you read.",
                "/round",
            )
        )
    at = now()
    message = DecideReview(
        case=case,
        step=step,
        round=body["round"],
        answer=body["answer"],
        reason=body["reason"],
        actor=call.caller.actor,
        supervisor=supervises(call),
    )
    return hand_over(
        call, message, at=at, subject=case, body=received(case, at), location=f"/v1/cases/{case}"
    )


def supervises(call: Call) -> bool:
    """Whether the caller may also decide, release and assign what others have claimed."""
    return scopes.REVIEWS_SUPERVISE in call.caller.scopes
