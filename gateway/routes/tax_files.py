"""The files of a year: the export for the tax office with its description, and the journal as CSV. Streamed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.access import scopes
from gateway.answering.csv_lines import Cell, csv_lines
from gateway.answering.csv_pages import CSV
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.languages import text
from gateway.refusing.problems import Fault, Problem
from gateway.schemas.bookkeeping import OfYear
from services.accounting.queries import fec, invoices

ROUTES = Endpoints("tax", "The files of a year of the books.")
TEXT = "text/plain"
_NO_SIREN = Fault(
    "siren_unknown",
    "The organisation's SIREN is not known here: it names the file.",
    "Send it in the parameter siren, or have the setting SELLERS_FILE made.",
    parameter="siren",
)
_NAMELESS = {"responses": {"409": "CONFLICT"}}
_OF_ENTRY = ("journal", "number", "entered_on", "piece", "piece_on", "label", "case", "posted_at")
_OF_LINE = ("account", "party")
_COLUMNS = (*_OF_ENTRY, *_OF_LINE, "line_label", "debit", "credit")


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/fec",
        scope=scopes.ACCOUNTING_READ,
        summary="Download the entries of a year as the tax office wants them (FEC)",
        query=OfYear(),
        produces=(TEXT,),
        more=_NAMELESS,
    )
)
def download_fec(call: Call) -> Response:
    year = call.query["year"]
    name = fec.file_name(_siren(call), year)
    pieces = fec.fec(here().database("accounting"), call.caller.tenant, ledger=call.path["ledger"], year=year)
    return _streamed(pieces, f"{name}.txt", f"{TEXT}; charset=utf-8")


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/fec-description",
        scope=scopes.ACCOUNTING_READ,
        summary="Download the description that goes with the tax office's file",
        query=OfYear(),
        produces=(TEXT,),
        more=_NAMELESS,
    )
)
def download_description(call: Call) -> Response:
    name = fec.file_name(_siren(call), call.query["year"])
    response = Response(fec.description(name), content_type=f"{TEXT}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}_description.txt"'
    return response


@ROUTES.add(
    Route(
        method="GET",
        path="/ledgers/<id:ledger>/journal",
        scope=scopes.ACCOUNTING_READ,
        summary="Download the journal of a year as CSV, a row for each line",
        query=OfYear(),
        produces=(CSV,),
    )
)
def download_journal(call: Call) -> Response:
    ledger, year = call.path["ledger"], call.query["year"]
    entries = fec.entries_of(here().database("accounting"), call.caller.tenant, ledger, year)
    rows = (row for entry in entries for row in _rows(entry))
    return _streamed(csv_lines(_COLUMNS, rows), f"journal-{ledger}-{year}.csv", f"{CSV}; charset=utf-8")


def _rows(entry: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for line in entry["lines"]:
        yield (
            *(entry[name] for name in _OF_ENTRY),
            *(line[name] for name in _OF_LINE),
            line["label"],
            Decimal(line["debit"]),
            Decimal(line["credit"]),
        )


def _siren(call: Call) -> str:
    given: str | None = call.query.get("siren")
    found = given or invoices.siren_of(here().database("accounting"), call.caller.tenant)
    if not found:
        raise Problem(
            409,
            "siren_unknown",
            text("The organisation's SIREN is not known here: it names the file."),
            (_NO_SIREN,),
        )
    return found


def _streamed(pieces: Iterator[bytes], name: str, media_type: str) -> Response:
    response = Response(pieces, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
