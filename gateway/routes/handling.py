"""What becomes of a case beside its steps: findings waived, the case opened again, its handling rated."""

from datetime import timedelta

from flask import Response

from gateway.accepting.handing_over import business_time, hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.cases import comments as case_comments
from gateway.cases.existing import case_exists
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.periods import unusable_period
from gateway.refusing.problems import Fault, invalid, not_found
from gateway.schemas import answers
from gateway.schemas.cases import ReopeningOrder
from gateway.schemas.ratings import NewRating, Rating, RatingPeriod, Satisfactions
from gateway.schemas.waivers import NewWaiver
from services.intake.queries import ratings
from services.validation.queries import findings
from shared.contracts.cases import RateCase, ReopenCase
from shared.contracts.documents import WaiveFinding

ROUTES = Endpoints("handling", "Findings waived, cases opened again, handling rated.")
_USUAL = timedelta(days=30)
_SECONDS = 5.0


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/findings/waive",
        scope=scopes.FINDINGS_WAIVE,
        summary="Waive a finding: a person says why it does not stand against the case",
        status=202,
        answer=answers.Accepted,
        body=NewWaiver(),
        stores=True,
        example={
            "step": "check_documents",
            "round": 1,
            "rule": "document.missing",
            "where": "/documents",
            "reason": "The original lies in the file of last year.",
        },
    )
)
def waive_finding(call: Call) -> Response:
    case, body, at = _case(call), call.body, now()
    checks = findings.checks(here().database("validation"), call.caller.tenant, case)
    if not any(one["step"] == body["step"] and one["round"] >= body["round"] for one in checks):
        raise invalid(
            Fault(
                "no_such_finding",
                "There is no such check of this case.",
                "Send step and round as the findings say them.",
                "/step",
            )
        )
    message = WaiveFinding(case=case, actor=call.caller.actor, **body)
    location = f"/v1/cases/{case}/findings"
    return hand_over(call, message, at=at, subject=case, body=received(case, at), location=location)


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/reopen",
        scope=scopes.CASES_WRITE,
        summary="Open a closed case again, where its type says so",
        status=202,
        answer=answers.Accepted,
        body=ReopeningOrder(),
        stores=True,
        example={"reason": "The answer does not say when the goods will come."},
    )
)
def reopen_case(call: Call) -> Response:
    case, at = _case(call), now()
    message = ReopenCase(case=case, actor=call.caller.actor, reason=call.body["reason"])
    return hand_over(
        call, message, at=at, subject=case, body=received(case, at), location=f"/v1/cases/{case}"
    )


@ROUTES.add(
    Route(
        method="PUT",
        path="/cases/<id:case>/rating",
        scope=scopes.CASES_WRITE,
        summary="Rate the handling of a case that is over; the latest rating counts",
        status=202,
        answer=answers.Accepted,
        body=NewRating(),
        stores=True,
        example={"rating": 4, "comment": "Quick, and to the point."},
    )
)
def rate_case(call: Call) -> Response:
    case, body, at = _case(call), call.body, now()
    comment = case_comments.reference(call) if "comment" in body else ""
    message = RateCase(case=case, actor=call.caller.actor, rating=body["rating"], comment=comment)
    return hand_over(
        call,
        message,
        at=at,
        subject=case,
        body=received(case, at),
        location=f"/v1/cases/{case}/rating",
        persons=((comment, {"text": body["comment"]}),) if comment else (),
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/rating",
        scope=scopes.CASES_READ,
        summary="Read how the handling of a case was rated",
        answer=Rating,
    )
)
def read_rating(call: Call) -> Response:
    house, tenant = here(), call.caller.tenant
    found = ratings.rating(house.database("intake"), tenant, call.path["case"])
    if found is None:
        raise not_found()
    words = house.vault.read_left(tenant, [found["comment"]]) if found["comment"] else {}
    return showing.one(found | {"comment": words.get(found["comment"], {}).get("text")})


@ROUTES.add(
    Route(
        method="GET",
        path="/satisfaction",
        scope=scopes.FIGURES_READ,
        summary="Read how the front offices rated the handling, by case type and team",
        answer=Satisfactions,
        query=RatingPeriod(),
        seconds=_SECONDS,
    )
)
def read_satisfaction(call: Call) -> Response:
    at = business_time(call, now())
    until = call.query.get("until") or at + timedelta(seconds=1)
    since = call.query.get("since") or until - _USUAL
    if not timedelta(0) < until - since <= ratings.LONGEST:
        raise unusable_period(ratings.LONGEST)
    items = ratings.satisfaction(here().database("intake"), call.caller.tenant, since, until)
    return showing.one({"since": since, "until": until, "items": items})


def _case(call: Call) -> str:
    if not case_exists(call.caller.tenant, call.path["case"]):
        raise not_found()
    return call.path["case"]
