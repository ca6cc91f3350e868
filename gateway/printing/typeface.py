"""The typeface of printed documents: Roboto, whose letters reach beyond those of Western Europe."""

from functools import cache
from pathlib import Path

import font_roboto
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, MEDIUM, BOLD = "Roboto", "Roboto-Medium", "Roboto-Bold"
_FILES = Path(font_roboto.font_directory)


@cache
def make_known() -> None:
    """Once per process, when the first document is printed."""
    for name, file in ((REGULAR, "Roboto-Regular"), (MEDIUM, "Roboto-Medium"), (BOLD, "Roboto-Bold")):
        registerFont(TTFont(name, _FILES / f"{file}.ttf"))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
