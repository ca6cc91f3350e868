"""The books: journal entries, and what belongs to a case."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.csv_lines import Cell
from gateway.answering.csv_pages import PRODUCES, Sheet
from gateway.answering.lists import listed
from gateway.cases.existing import case_exists
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas.invoices import CaseInvoiceList
from gateway.schemas.journal import Entry, EntryPage, JournalList
from gateway.schemas.payments import Settlement
from services.accounting.queries import invoices, journal, payments

ROUTES = Endpoints("accounting", "Journal entries; invoices and payments of a case.")
_OF_ENTRY = (
    "id", "ledger", "journal", "number", "entered_on", "piece", "piece_on", "label", "case", "currency", "posted_at",
)  # fmt: skip
_OF_LINE = ("account", "account_name", "party")
_COLUMNS = (*_OF_ENTRY, *_OF_LINE, "debit", "credit", "erp_state", "erp_reference")


@ROUTES.add(
    Route(
        method="GET",
        path="/cases/<id:case>/invoices",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the invoice of a case, and the credit notes of it",
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
        produces=PRODUCES,
    )
)
def list_entries(call: Call) -> Response:
    filters = ("ledger", "journal", "account", "case")
    return listed(
        call,
        "accounting",
        journal.entries,
        *filters,
        since="from_day",
        until="until_day",
        place="before",
        sheet=_SHEET,
    )


def _rows(entry: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row a line of the entry."""
    for line in entry["lines"]:
        yield (
            *(entry[name] for name in _OF_ENTRY),
            *(line[name] for name in _OF_LINE),
            Decimal(line["debit"]),
            Decimal(line["credit"]),
            entry["erp"]["state"],
            entry["erp"]["reference"],
        )


_SHEET = Sheet("journal-entries", _COLUMNS, _rows)


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
