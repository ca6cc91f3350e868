"""Persons: what is held of somebody who asks, and erasing it (GDPR articles 15, 17 and 20)."""

from flask import Response

from gateway.accepting.handing_over import now
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.persons.erasing import erase
from gateway.persons.holdings import disclosed, holding, search, shown
from gateway.schemas.persons import FoundPersons, HeldPerson, Person, PersonSearch

ROUTES = Endpoints("persons", "What is held of persons, to tell them or to erase it.")


@ROUTES.add(
    Route(
        method="POST",
        path="/persons/search",
        scope=scopes.PERSONS_DISCLOSE,
        summary="Find all that is held of a person or company, case by case, newest first",
        answer=FoundPersons,
        body=PersonSearch(),
        example={"party": {"email": "achats@example.org"}},
    )
)
def search_persons(call: Call) -> Response:
    found, next_cursor = search(here(), call.caller.tenant, call.body)
    return showing.one({"items": [disclosed(held) for held in found], "next_cursor": next_cursor})


@ROUTES.add(
    Route(
        method="GET",
        path="/persons/<id:person>",
        scope=scopes.PERSONS_DISCLOSE,
        summary="Read all that is held of a person or company of a case",
        answer=Person,
    )
)
def read_person(call: Call) -> Response:
    held = holding(here(), call.caller.tenant, call.path["person"])
    return showing.one(None if held is None else disclosed(held))


@ROUTES.add(
    Route(
        method="DELETE",
        path="/persons/<id:person>",
        scope=scopes.PERSONS_ERASE,
        summary="Erase a person of a case that has ended; invoices keep what the law wants on them",
        answer=HeldPerson,
        makes=True,
    )
)
def erase_person(call: Call) -> Response:
    return showing.one(shown(erase(here(), call.caller, call.path["person"], now())))
