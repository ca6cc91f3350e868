"""Colours and type of an invoice's page."""

from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from gateway.printing.typeface import BOLD, REGULAR

INK, GREY, RULE, TINT, ACCENT = (
    HexColor(code) for code in ("#1b2430", "#6b7280", "#d7dbe2", "#f4f6f9", "#1f4e79")
)
TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12.5, textColor=INK)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=7.6, leading=10.4, textColor=GREY)
FACT = ParagraphStyle("fact", parent=SMALL, leading=12.5)
LABEL = ParagraphStyle("label", parent=SMALL, fontName=BOLD, fontSize=7.2, leading=10)
RIGHT = ParagraphStyle("right", parent=TEXT, alignment=TA_RIGHT)
LABEL_RIGHT = ParagraphStyle("label_right", parent=LABEL, alignment=TA_RIGHT)
NAME = ParagraphStyle("name", parent=TEXT, fontName=BOLD, fontSize=15, leading=19)
TITLE = ParagraphStyle(
    "title", parent=TEXT, fontName=BOLD, fontSize=21, leading=25, alignment=TA_RIGHT, textColor=ACCENT
)
NUMBER = ParagraphStyle("number", parent=RIGHT, fontName=BOLD, fontSize=11, leading=15)
BARE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def said(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    """What others wrote is text, never mark-up."""
    return Paragraph(escape(text), style)
