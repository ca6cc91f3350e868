"""The parts of an invoice's page, from its head to its small print."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, Paragraph, Spacer, Table, TableStyle

from gateway.printing.numbers import decimal, long_date, money, rate
from gateway.printing.typeface import BOLD, REGULAR
from gateway.printing.wording import Wording, mentions

INK, GREY, RULE, TINT, ACCENT = (
    HexColor(code) for code in ("#1b2430", "#6b7280", "#d7dbe2", "#f4f6f9", "#1f4e79")
)
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12.5, textColor=INK)
_STRONG = ParagraphStyle("strong", parent=_TEXT, fontName=BOLD)
_SMALL = ParagraphStyle("small", parent=_TEXT, fontSize=7.6, leading=10.4, textColor=GREY)
_FACT = ParagraphStyle("fact", parent=_SMALL, leading=12.5)
_LABEL = ParagraphStyle("label", parent=_SMALL, fontName=BOLD, fontSize=7.2, leading=10)
_RIGHT = ParagraphStyle("right", parent=_TEXT, alignment=TA_RIGHT)
_LABEL_RIGHT = ParagraphStyle("label_right", parent=_LABEL, alignment=TA_RIGHT)
_NAME = ParagraphStyle("name", parent=_TEXT, fontName=BOLD, fontSize=15, leading=19)
_TITLE = ParagraphStyle(
    "title", parent=_TEXT, fontName=BOLD, fontSize=21, leading=25, alignment=TA_RIGHT, textColor=ACCENT
)
_NUMBER = ParagraphStyle("number", parent=_RIGHT, fontName=BOLD, fontSize=11, leading=15)
_BARE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_APART = "\N{NO-BREAK SPACE}" * 6
_Invoice = Mapping[str, Any]


def _said(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    """What others wrote is text, never mark-up."""
    return Paragraph(escape(text), style)


def head(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """Who sells on the left, what this is on the right."""
    seller = invoice["seller"]
    left: list[Flowable] = [_said(seller["name"], _NAME), Spacer(1, 1.5 * mm)]
    left += [_said(line) for line in _address(seller)]
    contact = "  ·  ".join(part for part in (seller["email"], seller["phone"]) if part)
    left += [_said(contact, _SMALL)] if contact else []
    right = [_said(wording[invoice["kind"]], _TITLE), _said(invoice["number"], _NUMBER)]
    return Table([[left, right]], [width * 0.6, width * 0.4], style=TableStyle(_BARE))


def addresses(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """Dates and references on the left; on the right, where a window envelope has its window, the buyer."""
    facts = [[_said(wording[name], _FACT), _said(value)] for name, value in _facts(invoice, wording) if value]
    left = Table(
        facts,
        [34 * mm, width * 0.52 - 34 * mm],
        style=TableStyle([*_BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]),
    )
    box = Table(
        [[[_said(wording["billed_to"].upper(), _LABEL), Spacer(1, 1 * mm), *_buyer(invoice, wording)]]],
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
    return Table([[left, box]], [width * 0.54, width * 0.46], style=TableStyle(_BARE))


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
        named = _said(f"{wording['customer']} {invoice['customer']}", _STRONG)
        return [named, *_delivery(invoice, wording)]
    found: list[Flowable] = [_said(buyer["name"], _STRONG)]
    found += [_said(line) for line in _address(buyer["address"] or {})]
    numbers = (("SIREN", buyer["siren"]), (wording["vat_number"], buyer["vat_number"]))
    found += [_said(f"{name} {number}", _SMALL) for name, number in numbers if number]
    return found + _delivery(invoice, wording)


def _delivery(invoice: _Invoice, wording: Wording) -> list[Flowable]:
    """Where the goods go, if that is not where the buyer is (CGI annexe II, article 242 nonies A, I)."""
    recipient, buyer = invoice.get("delivered_to"), invoice["billed_to"] or {}
    place = _address((recipient or {}).get("address") or {})
    if recipient is None or not place or place == _address(buyer.get("address") or {}):
        return []
    label = _said(wording["delivered_to"].upper(), _LABEL)
    return [Spacer(1, 2 * mm), label, *(_said(line) for line in (recipient["name"], *place))]


def _address(place: Mapping[str, Any]) -> list[str]:
    town = " ".join(part for part in (place.get("postcode"), place.get("city")) if part)
    country = place.get("country") or ""
    return [
        line
        for line in (place.get("line1"), place.get("line2"), town, "" if country == "FR" else country)
        if line
    ]


def lines(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """What was sold; the heading is repeated on every page."""
    language, currency = wording.language, invoice["currency"]
    heading = [
        _said(wording[name], _LABEL if place < 2 else _LABEL_RIGHT)
        for place, name in enumerate(("article", "label", "quantity", "unit_price", "vat_rate", "line_net"))
    ]
    rows = [
        [
            _said(line["article"], _SMALL),
            _said(line["label"]),
            _said(decimal(str(line["quantity"]), language, 0), _RIGHT),
            _said(money(line["unit_price"], currency, language), _RIGHT),
            _said(rate(line["vat_rate"], language), _RIGHT),
            _said(money(line["net"], currency, language), _RIGHT),
        ]
        for line in invoice["lines"]
    ]
    shares = (0.15, 0.34, 0.10, 0.165, 0.08, 0.165)
    style = TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), TINT),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    return LongTable([heading, *rows], [width * share for share in shares], repeatRows=1, style=style)


def closing(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """What it amounts to, how to pay, and what the law wants to be said; kept on one page."""
    totals = Table(
        [[None, _totals(invoice, wording, width * 0.46)]],
        [width * 0.54, width * 0.46],
        style=TableStyle(_BARE),
    )
    small = [_said(mention, _SMALL) for mention in mentions(invoice, wording)]
    return KeepTogether(
        [totals, Spacer(1, 7 * mm), *_payment(invoice, wording, width), Spacer(1, 5 * mm), *small]
    )


def _totals(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    language, currency = wording.language, invoice["currency"]

    def shown(amount: str) -> str:
        return money(amount, currency, language)

    rows = [(wording["net"], shown(invoice["net"]))]
    for total in invoice["vat"]:
        of = wording["vat_at"].format(rate=rate(total["rate"], language), net=shown(total["net"]))
        rows.append((of, shown(total["vat"])))
    rows.append((wording["gross"], shown(invoice["gross"])))
    last = wording["due"] if invoice["kind"] == "invoice" else wording["returned"]
    if invoice["kind"] == "invoice" and invoice["open"] != invoice["gross"]:
        rows.append((wording["prepaid"], shown(f"-{invoice['prepaid']}")))
    rows.append((last, shown(invoice["open"])))
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -2), REGULAR, 9),
            ("FONT", (0, -1), (-1, -1), BOLD, 11.5),
            ("TEXTCOLOR", (0, 0), (-1, -2), INK),
            ("ALIGN", (1, 0), (1, -1), "RIGHT"),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, RULE),
            ("BACKGROUND", (0, -1), (-1, -1), ACCENT),
            ("TEXTCOLOR", (0, -1), (-1, -1), white),
            ("TOPPADDING", (0, 0), (-1, -2), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -2), 4.5),
            ("TOPPADDING", (0, -1), (-1, -1), 6),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ]
    )
    return Table(rows, [width * 0.62, width * 0.38], style=style)


def _payment(invoice: _Invoice, wording: Wording, width: float) -> list[Flowable]:
    seller = invoice["seller"]
    if invoice["kind"] == "credit_note":
        return [_said(wording["credited"])]
    if not float(invoice["open"]):
        return [_said(wording["paid"])]
    day = long_date(invoice["due_on"] or invoice["issued_on"], wording.language)
    said: list[Flowable] = [
        _said(wording["payment"].upper(), _LABEL),
        _said(wording["pay_by"].format(day=day, number=invoice["number"])),
    ]
    bank = _APART.join(
        f"{name} {number}"
        for name, number in (("IBAN", _grouped(seller["iban"])), ("BIC", seller["bic"]))
        if number
    )
    return said + ([_said(bank, _STRONG)] if bank else [])


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return "\N{NO-BREAK SPACE}".join(plain[place : place + 4] for place in range(0, len(plain), 4))


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
