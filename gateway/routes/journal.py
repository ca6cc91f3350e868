"""The books: journal entries, and what belongs to a case."""

from flask import Response

from gateway import cursors, scopes, showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.existing_cases import case_exists
from gateway.house import here
from gateway.problems import not_found
from gateway.schemas.invoices import CaseInvoiceList
from gateway.schemas.journal import Entry, EntryPage, JournalList
from gateway.schemas.payments import Settlement
from services.accounting.queries import invoices, journal, payments

ROUTES = Endpoints("accounting", "Journal entries; invoices and payments of a case.")


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/invoices",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the invoice and credit note of a case",
        answer=CaseInvoiceList,
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
        answer=Settlement,
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
        summary="List the journal entries of a ledger, newest first",
        answer=EntryPage,
        query=JournalList(),
    )
)
def list_entries(call: Call) -> Response:
    query = call.query
    found = journal.entries(
        here().database("accounting"),
        call.caller.tenant,
        ledger=query["ledger"],
        journal=query.get("journal"),
        account=query.get("account"),
        since=query.get("from_day"),
        until=query.get("until_day"),
        case=query.get("case"),
        before=cursors.place(query.get("cursor")),
        limit=query["limit"] + 1,
    )
    return showing.page(call, found)


@ROUTES.add(
    Route(
        method="GET",
        path="/journal-entries/<id:entry>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read a journal entry, with every try to tell the ERP of it",
        answer=Entry,
    )
)
def read_entry(call: Call) -> Response:
    return showing.one(journal.entry(here().database("accounting"), call.caller.tenant, call.path["entry"]))
