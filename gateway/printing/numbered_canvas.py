"""Pages that know how many there are."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from gateway.printing.typeface import REGULAR

_GREY = HexColor("#6b7280")
_RULE = HexColor("#d7dbe2")
_SIZE = 7.2
_MARGIN = 18 * mm


def numbered(footer: tuple[str, ...], page_words: str) -> type[Canvas]:
    """A canvas that writes the footer's lines and `page_words` (with {page} and {pages}) on every page."""

    class NumberedCanvas(Canvas):
        """Keeps its pages until the last one is known."""

        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for page in self._pages:
                self.__dict__.update(page)
                self._foot(len(self._pages))
                super().showPage()
            super().save()

        def _foot(self, pages: int) -> None:
            self.saveState()
            self.setStrokeColor(_RULE)
            self.setLineWidth(0.5)
            self.line(_MARGIN, 23 * mm, A4[0] - _MARGIN, 23 * mm)
            self.setFillColor(_GREY)
            self.setFont(REGULAR, _SIZE)
            for place, text in enumerate(footer):
                self.drawString(_MARGIN, 18.5 * mm - place * 3.4 * mm, text)
            said = page_words.format(page=self.getPageNumber(), pages=pages)
            self.drawString(A4[0] - _MARGIN - stringWidth(said, REGULAR, _SIZE), 18.5 * mm, said)
            self.restoreState()

    return NumberedCanvas
