"""An invoice or credit note as a PDF: the same data gives the same bytes, whenever it is printed."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from gateway.printing import invoice_parties as parties
from gateway.printing import invoice_parts as parts
from gateway.printing.numbered_canvas import numbered
from gateway.printing.numbers import Language
from gateway.printing.typeface import make_known
from gateway.printing.wording import WORDINGS

MARGIN = 18 * mm
_BOTTOM = 30 * mm
WIDTH = A4[0] - 2 * MARGIN


def printed(invoice: Mapping[str, Any], language: Language) -> bytes:
    """The PDF of an invoice as gateway.routes.invoices reads it, with its seller, its lines, `billed_to` and, on a
    credit note, `credited_number`. Raises KeyError for one without a seller's data."""
    make_known()
    wording = WORDINGS[language]
    title = f"{wording[invoice['kind']]} {invoice['number']}"
    made = BytesIO()
    sheet = BaseDocTemplate(
        made,
        pagesize=A4,
        title=title,
        author=invoice["seller"]["name"],
        subject=title,
        creator="Coulisse",
        lang=language,
        invariant=1,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=_BOTTOM,
    )
    frame = Frame(MARGIN, _BOTTOM, WIDTH, A4[1] - MARGIN - _BOTTOM, 0, 0, 0, 0)
    sheet.addPageTemplates([PageTemplate(frames=[frame])])
    story: list[Flowable] = [
        parties.head(invoice, wording, WIDTH),
        Spacer(1, 9 * mm),
        parties.addresses(invoice, wording, WIDTH),
        Spacer(1, 9 * mm),
        parts.lines(invoice, wording, WIDTH),
        Spacer(1, 5 * mm),
        parts.closing(invoice, wording, WIDTH),
    ]
    sheet.build(story, canvasmaker=numbered(parties.footer(invoice, wording), wording["page"]))
    return made.getvalue()
