"""The typeface of printed documents: Noto Sans, whose letters reach beyond those of Western Europe."""

from functools import cache
from io import BytesIO

import pymupdf_fonts
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Noto Sans", "Noto Sans Bold"
_NAMES = {REGULAR: "notos", BOLD: "notosbo"}


@cache
def make_known() -> None:
    """Once per process, when the first document is printed."""
    for name, known_as in _NAMES.items():
        registerFont(TTFont(name, BytesIO(pymupdf_fonts.myfont(known_as))))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
