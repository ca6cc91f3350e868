"""Office documents: ZIP archives (ISO/IEC 29500-2, OpenDocument 1.3 part 2)."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from services.validation.adapters.files.sign import Sign, sign

MOST_PARTS = 10_000
MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
"""Unpacked against packed size; ordinary office documents stay under 50."""

_MACROS = ("vbaproject.bin", "basic/script-lc.xml", "scripts/")


def office_signs(data: bytes) -> Iterator[Sign]:
    """Looks at the archive's directory only; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, OverflowError):
        yield sign("office.damaged")
        return
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 4096):
        yield sign("file.too_costly")
    if any(part.flag_bits & 0x1 for part in parts):
        yield sign("office.damaged")
    names = [part.filename.lower() for part in parts]
    if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1:]) for name in names):
        yield sign("office.macros")
