"""Invoices and credit notes, to be read and to be printed."""

from typing import Any

from flask import Response, request

from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.house import here
from gateway.languages import text
from gateway.printing.invoice_sheet import printed
from gateway.printing.numbers import Language
from gateway.printing.party_on_paper import party_on_paper
from gateway.refusing.problems import Fault, Problem, not_found
from gateway.schemas.invoices import InLanguage, Invoice, InvoiceList, InvoicePage
from services.accounting.queries import invoices

ROUTES = Endpoints("invoices", "Invoices and credit notes.")
PDF = "application/pdf"
BYTES = "application/octet-stream"
_UNPRINTABLE = {"responses": {"409": "CONFLICT"}}
"""While nobody knows who issued it."""
_NO_SELLER = Fault(
    "seller_unknown",
    "The installation did not say who sells when this invoice was issued.",
    "Have the setting SELLERS_FILE made for later invoices; this one can be read as JSON.",
)


@ROUTES.add(
    Route(
        method="GET",
        path="/invoices",
        scope=scopes.ACCOUNTING_READ,
        summary="List invoices and credit notes, newest first, without their lines",
        answer=InvoicePage,
        query=InvoiceList(),
    )
)
def list_invoices(call: Call) -> Response:
    return listed(
        call,
        "accounting",
        invoices.invoices,
        "kind",
        "customer",
        "number",
        since="from_day",
        until="until_day",
        place="before",
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/invoices/<id:invoice>",
        scope=scopes.ACCOUNTING_READ,
        summary="Read an invoice or credit note; with `Accept: application/pdf`, as it is printed",
        answer=Invoice,
        query=InLanguage(),
        produces=("application/json", PDF),
        speaks=True,
        more=_UNPRINTABLE,
    )
)
def read_invoice(call: Call) -> Response:
    found = _whole(call, call.path["invoice"])
    wanted = request.accept_mimetypes.best_match(("application/json", PDF))
    return _sheet(call, found, PDF) if wanted == PDF else showing.one(found)


@ROUTES.add(
    Route(
        method="GET",
        path="/invoices/<id:invoice>.pdf",
        scope=scopes.ACCOUNTING_READ,
        summary="Print an invoice or credit note, as a PDF",
        query=InLanguage(),
        produces=(PDF, BYTES),
        speaks=True,
        more=_UNPRINTABLE,
    )
)
def print_invoice(call: Call) -> Response:
    """As a PDF; called a mere row of bytes for whoever asks for that."""
    wanted = request.accept_mimetypes.best_match((PDF, BYTES))
    return _sheet(call, _whole(call, call.path["invoice"]), wanted or PDF)


def _whole(call: Call, id: str) -> dict[str, Any]:
    house, tenant = here(), call.caller.tenant
    found = invoices.invoice(house.database("accounting"), tenant, id)
    if found is None:
        raise not_found()
    return {
        **found,
        "billed_to": party_on_paper(house, tenant, found["buyer"]),
        "delivered_to": party_on_paper(house, tenant, found["recipient"]),
    }


def _sheet(call: Call, invoice: dict[str, Any], kind: str) -> Response:
    if invoice["seller"] is None:
        raise Problem(
            409,
            "seller_unknown",
            text("Who issued this invoice is not known: it cannot be printed."),
            (_NO_SELLER,),
        )
    language: Language = call.query.get("language") or _preferred()
    pdf = printed({**invoice, **_corrected(call, invoice)}, language)
    response = Response(pdf, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{invoice["number"]}.pdf"'
    response.headers["Content-Language"] = language
    return response


def _corrected(call: Call, invoice: dict[str, Any]) -> dict[str, Any]:
    """Number and day of what this one corrects: as it says itself, else (issued before it did) as that one says."""
    if invoice["credited_number"] or not invoice["credits"]:
        return {"credited_number": invoice["credited_number"] or "", "credited_on": invoice["credited_on"]}
    found = invoices.invoice(here().database("accounting"), call.caller.tenant, invoice["credits"])
    return {
        "credited_number": found["number"] if found else "",
        "credited_on": found["issued_on"] if found else None,
    }


def _preferred() -> Language:
    """The language that the reader prefers, else French: that of the books."""
    return "en" if request.accept_languages.best_match(("fr", "en")) == "en" else "fr"
