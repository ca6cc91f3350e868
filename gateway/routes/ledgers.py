"""What the books say: balances, ledger, VAT, who owes what, and the files for the tax office."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.accepting.handing_over import business_time, now
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.csv_lines import Cell, csv_lines
from gateway.answering.csv_pages import CSV, PRODUCES, Sheet, csv_wanted
from gateway.answering.lists import listed, paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.schemas.bookkeeping import (
    AccountLineList,
    AgedList,
    LetteringList,
    Months,
    MonthsOfYear,
    PurchaseList,
)
from gateway.schemas.books import (
    AccountLinePage,
    AccountList,
    AgedPage,
    Books,
    Lettering,
    LetteringPage,
    Purchase,
    PurchasePage,
    TrialBalance,
    VatSummary,
)
from services.accounting.queries import account_lines, aged, balances, books, charts, letterings, purchases

ROUTES = Endpoints("ledgers", "What the books say.")
_BALANCE = ("account", "name", "opening", "debit", "credit", "closing")
_VAT = ("side", "rate", "net", "vat")
_AGED = ("account", "party", *aged.BUCKETS, "credits", "open")
_LINE = (
    "entry",
    "journal",
    "number",
    "entered_on",
    "piece",
    "label",
    "case",
    "party",
    "debit",
    "credit",
    "balance",
)
_AMOUNTS = frozenset({*aged.BUCKETS, "credits", "open", "opening", "debit", "credit", "closing", "net", "vat",
                      "rate", "balance"})  # fmt: skip


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read up to when a ledger is locked, and which of its years are closed",
        answer=Books,
    )
)
def read_ledger(call: Call) -> Response:
    return showing.one(books.books(here().database("accounting"), call.caller.tenant, call.path["ledger"]))


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/accounts",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the chart of accounts, with those that the organisation added",
        answer=AccountList,
    )
)
def read_accounts(call: Call) -> Response:
    found = charts.accounts(here().database("accounting"), call.caller.tenant, ledger=call.path["ledger"])
    return showing.several(found)


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/accounts/<id:number>/lines",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the general ledger of an account: its lines with its balance after each",
        answer=AccountLinePage,
        query=AccountLineList(),
        produces=PRODUCES,
    )
)
def list_account_lines(call: Call) -> Response:
    def found(after: str | None, limit: int) -> list[dict[str, Any]]:
        return account_lines.account_lines(
            here().database("accounting"),
            call.caller.tenant,
            ledger=call.path["ledger"],
            account=call.path["number"],
            since=call.query["since"],
            until=call.query["until"],
            after=after,
            limit=limit,
        )

    return paged(call, found, key="place", sheet=_sheet(f"account-{call.path['number']}", _LINE))


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/trial-balance",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the trial balance over whole months",
        answer=TrialBalance,
        query=MonthsOfYear(),
        produces=PRODUCES,
    )
)
def read_trial_balance(call: Call) -> Response:
    found = balances.trial_balance(
        here().database("accounting"), call.caller.tenant, ledger=call.path["ledger"], **call.query
    )
    return _whole(found, found["accounts"], "trial-balance", _BALANCE)


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/vat-summary",
        scope=scopes.ACCOUNTING_READ,
        summary="Read VAT by rate over whole months, and what is due",
        answer=VatSummary,
        query=Months(),
        produces=PRODUCES,
    )
)
def read_vat_summary(call: Call) -> Response:
    found = balances.vat_summary(
        here().database("accounting"), call.caller.tenant, ledger=call.path["ledger"], **call.query
    )
    return _whole(found, found["rates"], "vat-summary", _VAT)


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/aged-receivables",
        scope=scopes.ACCOUNTING_READ,
        summary="List what customers owe, by how long it is overdue",
        answer=AgedPage,
        query=AgedList(),
        produces=PRODUCES,
    )
)
def list_receivables(call: Call) -> Response:
    return _aged(call, "receivables")


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/aged-payables",
        scope=scopes.ACCOUNTING_READ,
        summary="List what suppliers are owed, by how long it is overdue",
        answer=AgedPage,
        query=AgedList(),
        produces=PRODUCES,
    )
)
def list_payables(call: Call) -> Response:
    return _aged(call, "payables")


def _aged(call: Call, side: aged.Side) -> Response:
    on: date = call.query.get("on") or business_time(call, now()).date()

    def found(after: str | None, limit: int) -> list[dict[str, Any]]:
        return aged.aged(
            here().database("accounting"),
            call.caller.tenant,
            side=side,
            ledger=call.path["ledger"],
            on=on,
            after=after,
            limit=limit,
        )

    return paged(call, found, key="place", sheet=_sheet(f"aged-{side}", _AGED))


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/letterings",
        scope=scopes.ACCOUNTING_READ,
        summary="List what is open on an account of customers or suppliers, or what is settled",
        answer=LetteringPage,
        query=LetteringList(),
    )
)
def list_letterings(call: Call) -> Response:
    def found(after: str | None, limit: int) -> list[dict[str, Any]]:
        return letterings.letterings(
            here().database("accounting"),
            call.caller.tenant,
            ledger=call.path["ledger"],
            account=call.query["account"],
            party=call.query.get("party"),
            state=call.query["state"],
            after=after,
            limit=limit,
        )

    return paged(call, found)


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/letterings/<id:lettering>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read a group of lines that settle each other",
        answer=Lettering,
    )
)
def read_lettering(call: Call) -> Response:
    found = letterings.lettering(here().database("accounting"), call.caller.tenant, call.path["lettering"])
    return showing.one(found if found and found["ledger"] == call.path["ledger"] else None)


@ROUTES.add(
    Route(
        method="GET",
        path="/purchases",
        scope=scopes.ACCOUNTING_READ,
        summary="List suppliers' invoices, newest first",
        answer=PurchasePage,
        query=PurchaseList(),
    )
)
def list_purchases(call: Call) -> Response:
    return listed(call, "accounting", purchases.purchases, "ledger", "supplier", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/purchases/<id:case>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read the supplier's invoice that a case posted",
        answer=Purchase,
    )
)
def read_purchase(call: Call) -> Response:
    return showing.one(
        purchases.purchase(here().database("accounting"), call.caller.tenant, call.path["case"])
    )


def _whole(
    found: dict[str, Any], items: list[dict[str, Any]], name: str, header: tuple[str, ...]
) -> Response:
    """The whole of a report: as JSON, or its lines as CSV."""
    if not csv_wanted():
        return showing.one(found)
    rows = (row for item in items for row in _rows(item, header))
    response = Response(b"".join(csv_lines(header, rows)), content_type=f"{CSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _sheet(name: str, header: tuple[str, ...]) -> Sheet:
    def rows(item: dict[str, Any]) -> Iterable[tuple[Cell, ...]]:
        return _rows(item, header)

    return Sheet(name, header, rows)


def _rows(item: dict[str, Any], header: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    yield tuple(Decimal(item[name]) if name in _AMOUNTS else item[name] for name in header)
