"""What a file really is, by its first bytes, against what it was declared to be."""

from collections.abc import Iterator

from services.validation.adapters.files.sign import Sign, sign

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
GIF = "image/gif"
TIFF = "image/tiff"
WEBP = "image/webp"
XML = "application/xml"
TEXT = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ZIP = "application/zip"

IMAGES = frozenset({PNG, JPEG, GIF, TIFF, WEBP})
OFFICE = frozenset({DOCX, XLSX, PPTX, ODT, ODS})
ACCEPTED = IMAGES | OFFICE | {PDF, XML, TEXT}

_UNDECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_SAME: dict[str, frozenset[str]] = {
    JPEG: frozenset({"image/jpg", "image/pjpeg"}),
    XML: frozenset({"text/xml", TEXT}),
    TEXT: frozenset({"text/csv", "application/json", "text/markdown", "application/csv"}),
    PDF: frozenset({"application/x-pdf"}),
    TIFF: frozenset({"image/tif"}),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "text/x-script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
_INSIDE_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", DOCX),
    (b"xl/", XLSX),
    (b"ppt/", PPTX),
)
_ODF = b"mimetypeapplication/vnd.oasis.opendocument."


def real_type(data: bytes) -> str:
    """The media type by content; `application/octet-stream` when nothing is recognised."""
    # ISO 32000-2, 7.5.2, asks for the header at the start; readers accept it within the first 1,024 bytes.
    if b"%PDF-" in data[:1024]:
        return PDF
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    return _text_type(data)


def _zip_type(data: bytes) -> str:
    if data[30:].startswith(_ODF):
        kind = data[30 + len(_ODF) : 30 + len(_ODF) + 11]
        return ODS if kind.startswith(b"spreadsheet") else ODT if kind.startswith(b"text") else ZIP
    if b"[Content_Types].xml" in data:
        # The central directory, at the end, names all parts whatever their order.
        directory = data[-262144:]
        for folder, media_type in _INSIDE_ZIP:
            if folder in directory:
                return media_type
    return ZIP


def _text_type(data: bytes) -> str:
    head = data[:65536]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith(b"<?xml"):
        return XML
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return "text/html"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    return "application/octet-stream" if b"\x00" in head else TEXT


def type_signs(data: bytes, declared: str, real: str) -> Iterator[Sign]:
    """Refuses types that no case needs, and tells when a file is not what it was declared to be."""
    if not data:
        yield sign("file.empty")
        return
    if real not in ACCEPTED:
        yield sign("file.type_refused", real=real)
        return
    named = declared.partition(";")[0].strip().lower()
    if named not in _UNDECLARED and named != real and named not in _SAME.get(real, ()):
        yield sign("file.type_mismatch", real=real, declared=named if named in _NAMEABLE else "?")


_NAMEABLE = ACCEPTED.union(*_SAME.values())
"""Declared types that may be repeated in a text; anything else a client wrote is not."""
