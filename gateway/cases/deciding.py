"""A person's decision on a review, by whichever address it comes."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.endpoints import Call
from gateway.house import here
from gateway.refusing.problems import Fault, invalid, not_found
from services.intake.queries import tasks
from services.validation.queries import reviews
from shared.contracts.documents import DecideReview


def decided(call: Call, case: str, step: str) -> Response:
    """Hand the decision over, with who has claimed the review: whom it was just handed to may decide at once. Raises a
    404 problem for no review, 422 for a round that has not begun."""
    body, tenant = call.body, call.caller.tenant
    review = reviews.review(here().database("validation"), tenant, case, step)
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
    hold = tasks.hold(here().database("intake"), tenant, case, step, body["round"])
    message = DecideReview(
        case=case,
        step=step,
        round=body["round"],
        answer=body["answer"],
        reason=body["reason"],
        actor=call.caller.actor,
        supervisor=supervises(call),
        held_by=hold.held_by,
        claims=hold.claims,
        second=hold.second,
    )
    return hand_over(
        call, message, at=at, subject=case, body=received(case, at), location=f"/v1/cases/{case}"
    )


def supervises(call: Call) -> bool:
    """Whether the caller may also decide, release and assign what others have claimed."""
    return scopes.REVIEWS_SUPERVISE in call.caller.scopes
