"""Reviews: what waits for a person's decision, and the decision."""

from flask import Response

from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.cases import deciding
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import DECISION
from gateway.house import here
from gateway.schemas import answers, shown_cases
from gateway.schemas.commands import ReviewDecision
from gateway.schemas.queries import ReviewList
from services.validation.queries import reviews

ROUTES = Endpoints(
    "reviews",
    "Decisions that people take on cases, by case and step. The same decisions wait on the work list, as tasks.",
)


@ROUTES.add(
    Route(
        method="GET",
        path="/reviews",
        scope=scopes.REVIEWS_READ,
        summary="List reviews, newest first",
        answer=shown_cases.ReviewPage,
        query=ReviewList(),
    )
)
def list_reviews(call: Call) -> Response:
    return listed(call, "validation", reviews.reviews, "state", "team", place="before")


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/reviews/<id:step>/decision",
        scope=scopes.REVIEWS_DECIDE,
        summary="Decide a review",
        status=202,
        answer=answers.Accepted,
        body=ReviewDecision(),
        stores=True,
        example=DECISION,
    )
)
def decide_review(call: Call) -> Response:
    case, step = call.path["case"], call.path["step"]
    return deciding.decided(call, case, step)


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/reviews/<id:step>",
        scope=scopes.REVIEWS_READ,
        summary="Read a review",
        answer=shown_cases.Review,
    )
)
def read_review(call: Call) -> Response:
    found = reviews.review(
        here().database("validation"), call.caller.tenant, call.path["case"], call.path["step"]
    )
    return showing.one(found)
