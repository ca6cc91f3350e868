"""Cases: hand over, correct, cancel, read."""

from functools import partial

from flask import Response, request

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed, paged
from gateway.cases import bulk as case_bulk
from gateway.cases import bulk_forms
from gateway.cases import contents as case_contents
from gateway.cases import lists as case_lists
from gateway.cases import submission as case_submission
from gateway.cases.existing import case_exists
from gateway.cases.received import received_case
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import CASE
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers, shown_cases
from gateway.schemas.cases import Cancellation, CaseChange, CaseList, CaseSearch, Correction, NewCase
from gateway.schemas.paging import Page
from services.intake.queries import cases, timeline
from services.validation.queries import findings
from shared.contracts.cases import CancelCase, ChangeCase, CorrectCase

ROUTES = Endpoints("cases", "Pieces of work, from receipt to closure.")


@ROUTES.add(
    Route(
        method="POST",
        path="/cases",
        scope=scopes.CASES_WRITE,
        summary="Hand over a case",
        status=202,
        answer=answers.ReceivedCase,
        body=NewCase(),
        stores=True,
        example=CASE,
    )
)
def submit_case(call: Call) -> Response:
    return hand_over(call, **case_submission.submission(call))


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/bulk",
        scope=scopes.CASES_WRITE,
        summary="Hand over up to 1,000 cases, one a line",
        raw=True,
        own_keys=True,
        seconds=30,
        produces=(bulk_forms.NDJSON, bulk_forms.JSON),
        more=bulk_forms.documented(CASE),
    )
)
def submit_cases(call: Call) -> Response:
    lines = bulk_forms.lines(request)
    results = case_bulk.handed_over(call, lines, request.headers.get("Idempotency-Key"))
    return bulk_forms.response(request, results)


@ROUTES.add(
    Route(
        method="GET",
        path="/cases",
        scope=scopes.CASES_READ,
        summary="List cases, newest first unless asked otherwise",
        answer=shown_cases.CasePage,
        query=CaseList(),
    )
)
def list_cases(call: Call) -> Response:
    return paged(call, partial(case_lists.listed, here(), call.caller.tenant, call.query))


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/search",
        scope=scopes.CASES_READ,
        summary="Find the cases of a person or company, newest first",
        answer=shown_cases.FoundCases,
        body=CaseSearch(),
        example={"party": {"email": "achats@example.org"}},
    )
)
def search_cases(call: Call) -> Response:
    found, next_cursor = case_lists.of_party(here(), call.caller.tenant, call.body)
    return showing.one({"items": found, "next_cursor": next_cursor})


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>",
        scope=scopes.CASES_READ,
        summary="Read a case",
        answer=shown_cases.Case,
    )
)
def read_case(call: Call) -> Response:
    house, tenant, id = here(), call.caller.tenant, call.path["case"]
    known = house.cases.get((tenant, id))
    if known is not None:
        return Response(known.body, headers={"ETag": known.tag}, content_type="application/json")
    return showing.one(received_case(house.own, house.sealer, tenant, id), version=0)


@ROUTES.add(
    Route(
        method="PATCH",
        path="/cases/<id:case>",
        scope=scopes.CASES_WRITE,
        summary="Change tags, priority or reference of a case",
        status=202,
        answer=answers.Accepted,
        body=CaseChange(),
        stores=True,
        editable="supported",
        example={"tags": ["web", "gift"], "priority": "urgent"},
    )
)
def change_case(call: Call) -> Response:
    house, tenant, case = here(), call.caller.tenant, call.path["case"]
    known = cases.case(house.database("intake"), tenant, case)
    if known is None:
        _check_exists(call)
    call.check_version(known["version"] if known else 0)
    at, body = now(), call.body
    message = ChangeCase(
        case=case,
        actor=call.caller.actor,
        expected=call.expected,
        tags=tuple(body["tags"]) if "tags" in body else None,
        priority=body.get("priority"),
        reference=body.get("reference"),
    )
    return hand_over(
        call, message, at=at, subject=case, body=received(case, at), location=f"/v1/cases/{case}"
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/timeline",
        scope=scopes.CASES_READ,
        summary="Read what happened to a case, oldest first",
        answer=shown_cases.CaseFactPage,
        query=Page(),
    )
)
def read_timeline(call: Call) -> Response:
    _check_exists(call)
    of_case = partial(timeline.timeline, case=call.path["case"])
    return listed(call, "intake", of_case, place="after")


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/findings",
        scope=scopes.CASES_READ,
        summary="Read what the checks of a case found",
        answer=shown_cases.CaseFindingList,
    )
)
def read_findings(call: Call) -> Response:
    _check_exists(call)
    found = findings.findings(here().database("validation"), call.caller.tenant, call.path["case"])
    return showing.several(found)


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/cancel",
        scope=scopes.CASES_WRITE,
        summary="Cancel a case and undo what was done",
        status=202,
        answer=answers.Accepted,
        body=Cancellation(),
        stores=True,
        example={"reason": "Ordered twice"},
    )
)
def cancel_case(call: Call) -> Response:
    _check_exists(call)
    case, at = call.path["case"], now()
    message = CancelCase(case=case, actor=call.caller.actor, reason=call.body["reason"])
    return hand_over(
        call, message, at=at, subject=case, body=received(case, at), location=f"/v1/cases/{case}"
    )


@ROUTES.add(
    Route(
        method="POST",
        path="/cases/<id:case>/corrections",
        scope=scopes.CASES_WRITE,
        summary="Send what was missing or wrong",
        status=202,
        answer=answers.Accepted,
        body=Correction(),
        stores=True,
        example={"documents": [{"id": "doc_0198c1a2b3c47d5e8f90123456789abc", "kind": "identity"}]},
    )
)
def correct_case(call: Call) -> Response:
    _check_exists(call)
    case, at, body = call.path["case"], now(), call.body
    documents = case_contents.documents(call, body.get("documents", ()), case)
    parties, persons = case_contents.parties(call, body.get("parties", ()))
    message = CorrectCase(
        case=case,
        actor=call.caller.actor,
        documents=documents,
        parties=parties if "parties" in body else None,
        lines=case_contents.lines(body["lines"]) if "lines" in body else None,
        totals=case_contents.totals(body.get("totals")),
        vat=case_contents.amounts(body["vat"]) if "vat" in body else None,
        answers=body.get("answers"),
    )
    return hand_over(
        call,
        message,
        at=at,
        subject=case,
        body=received(case, at),
        location=f"/v1/cases/{case}",
        attach=tuple(document.document for document in documents),
        persons=persons,
    )


def _check_exists(call: Call) -> None:
    if not case_exists(call.caller.tenant, call.path["case"]):
        raise not_found()
