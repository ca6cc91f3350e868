"""Files for the checks: good ones, and good ones with something wrong in them."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from fpdf import FPDF
from PIL import Image


def a_pdf(pages: int = 1, lines: int = 30) -> bytes:
    """An ordinary text document."""
    pdf = FPDF()
    for page in range(pages):
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        for line in range(lines):
            pdf.cell(0, 6, f"Line {line} of page {page}: {line * page * 7919}", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def a_changed_pdf(change: Callable[[pikepdf.Pdf], Any], **saving: Any) -> bytes:
    """An ordinary PDF with something done to it."""
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out, **saving)
        return out.getvalue()


def a_pdf_bomb(unpacked: int) -> bytes:
    """A PDF of some kilobytes whose object table unpacks, twice compressed, to `unpacked` zero bytes."""
    stream = zlib.compress(_zeros(unpacked), 9)
    head = b"<< /Type /ObjStm /N 1 /First 5 /Filter [/FlateDecode /FlateDecode] /Length %d >>"
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 10 0 R >>",
        head % len(stream) + b"\nstream\n" + stream + b"\nendstream",
    )
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return out + _cross_references(offsets, len(out))


def _zeros(size: int) -> bytes:
    packer, piece = zlib.compressobj(1), bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def _cross_references(offsets: list[int], start: int) -> bytes:
    rows = [
        (0, 0, 65535),
        *((1, offset, 0) for offset in offsets),
        (1, start, 0),
        *[(0, 0, 0)] * 4,
        (2, 4, 0),
    ]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    head = b"5 0 obj\n<< /Type /XRef /Size 11 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def an_image(kind: str = "PNG", width: int = 200, height: int = 100) -> bytes:
    out = BytesIO()
    image = Image.effect_noise((width, height), 80).convert("RGB")
    image.save(out, kind)
    return out.getvalue()


def an_office_file(folder: str = "word", **parts: bytes) -> bytes:
    """parts: further members, `__` in a name standing for `/` and `_` for `.`."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<document/>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()
