"""Case types: what there is to hand over, and what each needs."""

from flask import Response, request

from gateway import languages
from gateway.access import scopes
from gateway.answering import showing
from gateway.cases import type_views as case_type_views
from gateway.endpoints import Call, Endpoints, Route
from gateway.schemas import case_types
from services.intake.queries.case_types import known_types

ROUTES = Endpoints("case-types", "Which kinds of cases there are, and what each needs.")


@ROUTES.add(
    Route(
        method="GET",
        path="/case-types",
        scope=scopes.CASES_READ,
        summary="List the case types, with titles in English or French (Accept-Language)",
        answer=case_types.CaseTypes,
        speaks=True,
    )
)
def list_case_types(_: Call) -> Response:
    language = languages.chosen(request)
    kinds = sorted(known_types().values(), key=lambda kind: kind.name)
    return _said(showing.several([case_type_views.listed(kind, language) for kind in kinds]), language)


@ROUTES.add(
    Route(
        method="GET",
        path="/case-types/<id:type>",
        scope=scopes.CASES_READ,
        summary="Read a case type, with the JSON Schema of a new case of it",
        answer=case_types.CaseType,
        speaks=True,
    )
)
def read_case_type(call: Call) -> Response:
    language = languages.chosen(request)
    kind = known_types().get(call.path["type"])
    return _said(showing.one(case_type_views.whole(kind, language) if kind else None), language)


def _said(response: Response, language: str) -> Response:
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response
