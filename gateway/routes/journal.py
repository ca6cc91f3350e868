"""The books, as far as front offices read them: invoices of a case, journal entries."""

from flask import Response

from gateway import cursors, scopes, showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.existing_cases import case_exists
from gateway.house import here
from gateway.problems import not_found
from gateway.schemas import answers
from gateway.schemas.queries import JournalList
from services.accounting.queries import invoices, journal, payments

ROUTES = Endpoints("accounting", "Invoices and journal entries.")


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/invoices",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the invoices and credit notes of a case",
        answer=answers.AnyList,
    )
)
def read_invoices(call: Call) -> Response:
    if not case_exists(call.caller.tenant, call.path["case"]):
        raise not_found()
    found = invoices.invoices_of(here().database("accounting"), call.caller.tenant, call.path["case"])
    return showing.several(found)


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/payments",
        scope=scopes.ACCOUNTING_READ,
        summary="Read what a case has to pay and has paid",
        answer=answers.AnyItem,
    )
)
def read_payments(call: Call) -> Response:
    return showing.one(
        payments.payments_of(here().database("accounting"), call.caller.tenant, call.path["case"])
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/journal-entries",
        scope=scopes.ACCOUNTING_READ,
        summary="List the journal entries of a ledger, newest first, or of one case in it",
        answer=answers.AnyPage,
        query=JournalList(),
    )
)
def list_entries(call: Call) -> Response:
    query = call.query
    found = journal.entries(
        here().database("accounting"),
        call.caller.tenant,
        ledger=query["ledger"],
        case=query.get("case"),
        before=cursors.place(query.get("cursor")),
        limit=query["limit"] + 1,
    )
    return showing.page(call, found)
