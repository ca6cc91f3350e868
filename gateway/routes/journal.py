"""The books, as far as front offices read them: invoices of a case, journal entries."""

from flask import Response

from gateway import cursors, scopes, showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.existing_cases import case_exists
from gateway.house import here
from gateway.problems import invalid, not_found
from gateway.schemas import answers
from gateway.schemas.queries import JournalList
from services.accounting.queries import invoices, journal, payments
from services.accounting.queries.cursor import UnusableCursorError

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
    found = invoices.invoices_of_case(here().database("accounting"), call.caller.tenant, call.path["case"])
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
        payments.payments_of_case(here().database("accounting"), call.caller.tenant, call.path["case"])
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/journal-entries",
        scope=scopes.ACCOUNTING_READ,
        summary="List the journal entries of a ledger, newest first, or all of one case",
        answer=answers.AnyPage,
        query=JournalList(),
    )
)
def list_entries(call: Call) -> Response:
    query, database, tenant = call.query, here().database("accounting"), call.caller.tenant
    if "case" in query:
        return showing.page_before(
            call, journal.journal_entries_of_case(database, tenant, query["case"]), None
        )
    try:
        found = journal.journal_entries(
            database, tenant, ledger=query["ledger"], cursor=query.get("cursor"), limit=query["limit"]
        )
    except UnusableCursorError as error:
        raise invalid(cursors.UNUSABLE) from error
    return showing.page_before(call, found["entries"], found["next"])
