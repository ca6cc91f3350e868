"""The papers that customers send: small PDFs, each one of its kind."""

from fpdf import FPDF


def paper(title: str, *lines: str) -> bytes:
    """One page with this title and these lines."""
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", style="B", size=16)
    page.cell(0, 12, title, new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=11)
    for line in lines:
        page.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def cut_off(document: bytes) -> bytes:
    """The same file after an upload that broke off in the middle."""
    return document[: len(document) // 2]
