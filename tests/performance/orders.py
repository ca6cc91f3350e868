"""The work that is measured: a sales order of five lines, with or without a PDF of about 30 kB."""

import json
import os
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from fpdf import FPDF

from tests.performance.load import request

ARTICLES = [f"ART-{number:03d}" for number in range(200)]
HOT_ARTICLE = "ART-HOT"


def order(
    number: int,
    documents: list[dict[str, str]] | None = None,
    *,
    lines: int = 5,
    hot: bool = False,
    priority: str = "normal",
) -> dict[str, Any]:
    """The body of one case; the type with documents wants a signed order, the other is the same without.

    hot: the first line is of the one article that every hot order wants.
    """
    return {
        "type": "sales_order" if documents else "sales_order_bare",
        "reference": f"SO-{number}",
        "priority": priority,
        "customer": f"C{number % 500:04d}",
        "currency": "EUR",
        "parties": [
            {
                "role": "buyer",
                "name": f"Customer {number % 500}",
                "email": f"customer{number % 500}@example.com",
                "address": {
                    "line1": "1 rue de la Paix",
                    "postcode": "75002",
                    "city": "Paris",
                    "country": "FR",
                },
            }
        ],
        "lines": [
            {
                "article": HOT_ARTICLE
                if hot and place == 0
                else ARTICLES[(number * 7 + place * 31) % len(ARTICLES)],
                "label": f"Article of line {place + 1}",
                "quantity": 1 + place % 5,
                "unit_price": f"{10 + place}.50",
                "vat_rate": "20",
            }
            for place in range(lines)
        ],
        "documents": documents or [],
    }


def submissions(key: str, bodies: Sequence[dict[str, Any]], run: str) -> list[bytes]:
    """One prepared request each, under an Idempotency-Key of its own."""
    return [submission(key, body, f"{run}-{number}") for number, body in enumerate(bodies)]


def submission(key: str, body: dict[str, Any], idempotency_key: str) -> bytes:
    """The request that hands one case over."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": idempotency_key,
    }
    return request("/v1/cases", json.dumps(body).encode(), headers)


def pdf(number: int) -> bytes:
    """A signed order of its own, about 30 kB, most of it an incompressible picture as scans have it."""
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    for line in range(20):
        page.cell(0, 8, f"Order SO-{number}, line {line}", new_x="LMARGIN", new_y="NEXT")
    page.image(_noise(), x=10, y=180, w=60)
    return bytes(page.output())


def _noise() -> bytes:
    """An uncompressible grey picture as PNG."""
    side = 165
    rows = b"".join(b"\0" + os.urandom(side) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
