"""What was sold, what it comes to, and how it is paid: the body of an invoice's page."""

from collections.abc import Mapping
from typing import Any

from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, LongTable, Spacer, Table, TableStyle

from gateway.printing.numbers import decimal, long_date, money, rate
from gateway.printing.typeface import BOLD, REGULAR
from gateway.printing.typography import (
    ACCENT,
    BARE,
    INK,
    LABEL,
    LABEL_RIGHT,
    RIGHT,
    RULE,
    SMALL,
    STRONG,
    TINT,
    said,
)
from gateway.printing.wording import Wording, mentions

_APART = "\N{NO-BREAK SPACE}" * 6
_Invoice = Mapping[str, Any]


def lines(invoice: _Invoice, wording: Wording, width: float) -> Flowable:
    """What was sold; the heading is repeated on every page."""
    language, currency = wording.language, invoice["currency"]
    heading = [
        said(wording[name], LABEL if place < 2 else LABEL_RIGHT)
        for place, name in enumerate(("article", "label", "quantity", "unit_price", "vat_rate", "line_net"))
    ]
    rows = [
        [
            said(line["article"], SMALL),
            said(line["label"]),
            said(decimal(str(line["quantity"]), language, 0), RIGHT),
            said(money(line["unit_price"], currency, language), RIGHT),
            said(rate(line["vat_rate"], language), RIGHT),
            said(money(line["net"], currency, language), RIGHT),
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
        style=TableStyle(BARE),
    )
    small = [said(mention, SMALL) for mention in mentions(invoice, wording)]
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
        return [said(wording["credited"])]
    if not float(invoice["open"]):
        return [said(wording["paid"])]
    day = long_date(invoice["due_on"] or invoice["issued_on"], wording.language)
    found: list[Flowable] = [
        said(wording["payment"].upper(), LABEL),
        said(wording["pay_by"].format(day=day, number=invoice["number"])),
    ]
    bank = _APART.join(
        f"{name} {number}"
        for name, number in (("IBAN", _grouped(seller["iban"])), ("BIC", seller["bic"]))
        if number
    )
    return found + ([said(bank, STRONG)] if bank else [])


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return "\N{NO-BREAK SPACE}".join(plain[place : place + 4] for place in range(0, len(plain), 4))
