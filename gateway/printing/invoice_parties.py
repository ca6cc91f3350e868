"""Who sells, who buys, where the goods go, and what the page is about: an invoice's head, addresses and footer."""

from collections.abc import Mapping
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from gateway.printing.numbers import long_date
from gateway.printing.typography import (
    ACCENT,
    BARE,
    FACT,
    LABEL,
    NAME,
    NUMBER,
    SMALL,
    STRONG,
    TINT,
    TITLE,
    said,
)
from gateway.printing.wording import Wording

_Invoice = Mapping[str, Any]


def head(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """Who sells on the left, what this is on the right."""
    seller = invoice["seller"]
    left: list[Flowable] = [said(seller["name"], NAME), Spacer(1, 1.5 * mm)]
    left += [said(line) for line in _address(seller)]
    contact = "  ·  ".join(part for part in (seller["email"], seller["phone"]) if part)
    left += [said(contact, SMALL)] if contact else []
    right = [said(wording[invoice["kind"]], TITLE), said(invoice["number"], NUMBER)]
    return Table([[left, right]], [width * 0.6, width * 0.4], style=TableStyle(BARE))


def addresses(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """Dates and references on the left; on the right, where a window envelope has its window, the buyer."""
    facts = [[said(wording[name], FACT), said(value)] for name, value in _facts(invoice, wording) if value]
    left = Table(
        facts,
        [34 * mm, width * 0.52 - 34 * mm],
        style=TableStyle([*BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]),
    )
    box = Table(
        [[[said(wording["billed_to"].upper(), LABEL), Spacer(1, 1 * mm), *_buyer(invoice, wording)]]],
        [width * 0.46],
        style=TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), TINT),
                ("LINEBEFORE", (0, 0), (0, -1), 2, ACCENT),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("RIGHTPADDING", (0, 0), (-1, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 9),
            ]
        ),
    )
    return Table([[left, box]], [width * 0.54, width * 0.46], style=TableStyle(BARE))


def _facts(invoice: _Invoice, wording: Wording) -> list[tuple[str, str]]:
    language = wording.language
    issued = long_date(invoice["issued_on"], language)
    found = [("issued_on", issued)]
    if invoice["kind"] == "invoice":
        due = wording["at_once"] if invoice["terms"] == "prepaid" else ""
        found += [
            ("supplied_on", issued),
            ("due_on", due or long_date(invoice["due_on"] or invoice["issued_on"], language)),
        ]
    if invoice["credited_number"]:
        found += _corrected(invoice, wording)
    return [
        *found,
        ("order", invoice["reference"]),
        ("case", invoice["case_number"]),
        ("customer", invoice["customer"]),
    ]


def _corrected(invoice: _Invoice, wording: Wording) -> list[tuple[str, str]]:
    """Which document this one corrects, and why (CGI annexe II, article 242 nonies A, I-1)."""
    said = invoice["credited_number"]
    if invoice["credited_on"]:
        day = long_date(invoice["credited_on"], wording.language)
        said = wording["of_day"].format(number=said, day=day)
    name = "credits" if invoice["kind"] == "credit_note" else "recharges"
    return [(name, said), ("reason", invoice["reason"] or "")]


def _buyer(invoice: _Invoice, wording: Wording) -> list[Flowable]:
    buyer = invoice["billed_to"]
    if buyer is None:
        named = said(f"{wording['customer']} {invoice['customer']}", STRONG)
        return [named, *_delivery(invoice, wording)]
    found: list[Flowable] = [said(buyer["name"], STRONG)]
    found += [said(line) for line in _address(buyer["address"] or {})]
    numbers = (("SIREN", buyer["siren"]), (wording["vat_number"], buyer["vat_number"]))
    found += [said(f"{name} {number}", SMALL) for name, number in numbers if number]
    return found + _delivery(invoice, wording)


def _delivery(invoice: _Invoice, wording: Wording) -> list[Flowable]:
    """Where the goods go, if that is not where the buyer is (CGI annexe II, article 242 nonies A, I)."""
    recipient, buyer = invoice.get("delivered_to"), invoice["billed_to"] or {}
    place = _address((recipient or {}).get("address") or {})
    if recipient is None or not place or place == _address(buyer.get("address") or {}):
        return []
    label = said(wording["delivered_to"].upper(), LABEL)
    return [Spacer(1, 2 * mm), label, *(said(line) for line in (recipient["name"], *place))]


def _address(place: Mapping[str, Any]) -> list[str]:
    town = " ".join(part for part in (place.get("postcode"), place.get("city")) if part)
    country = place.get("country") or ""
    return [
        line
        for line in (place.get("line1"), place.get("line2"), town, "" if country == "FR" else country)
        if line
    ]


def footer(invoice: _Invoice, wording: Wording) -> tuple[str, ...]:
    """Who the seller is by law (Code de commerce, articles R123-237 and R123-238)."""
    seller = invoice["seller"]
    capital = wording["capital"].format(capital=seller["capital"]) if seller["capital"] else ""
    company = " ".join(part for part in (seller["name"], seller["legal_form"], capital) if part)
    place = ", ".join(_address(seller))
    numbers = (
        ("SIREN", seller["siren"]),
        ("SIRET", seller["siret"]),
        ("", seller["register"]),
        (wording["vat_number"], seller["vat_number"]),
    )
    registered = "  ·  ".join(f"{name} {number}".strip() for name, number in numbers if number)
    return (f"{company}  ·  {place}", registered)
