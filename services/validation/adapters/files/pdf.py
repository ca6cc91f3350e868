"""PDF files (ISO 32000-2): whole, readable, without a password, without anything that acts by itself."""

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from services.validation.adapters.files.sign import Sign, sign

MOST_OBJECTS = 200_000
MOST_DEPTH = 64

_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/Rendition": "Rendition",
    "/Movie": "Movie",
    "/RichMediaExecute": "RichMedia",
    "/GoToE": "GoToE",
}
"""Values of /S in an action (12.6.4) that run something, send something or open another file."""

_KEYS = {"/JS": "JavaScript", "/JavaScript": "JavaScript", "/XFA": "XFA", "/RichMediaContent": "RichMedia"}
"""Dictionary keys that carry something active wherever they stand."""

_UNASKED = frozenset({"/GoTo", "/Named"})
"""Actions that may run unasked, on opening, since they only move within the document."""

_INVOICES = frozenset({"factur-x.xml", "order-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
"""Attachments that make an e-invoice of a PDF (Factur-X 1.0, section 6.2.2): they are meant to be there."""

_SUSPECT = re.compile(
    rb"/(?:JS|JavaScript|Launch|SubmitForm|ImportData|Rendition|Movie|RichMedia\w*|GoToE|XFA|OpenAction|AA)\b"
)


class TooManyObjectsError(Exception):
    """The file has more objects than any document that a back office handles."""


def pdf_signs(data: bytes) -> Iterator[Sign]:
    """Everything that speaks against a PDF file."""
    # 7.5.5: the last line is %%EOF; readers look for it in the last 1,024 bytes.
    if b"%%EOF" not in data[-1024:]:
        yield sign("pdf.truncated")
        return
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            yield from _of_opened(pdf)
    except pikepdf.PasswordError:
        yield sign("pdf.encrypted")
    except pikepdf.PdfError:
        yield sign("pdf.damaged")
    except TooManyObjectsError:
        yield sign("file.too_costly")


def _of_opened(pdf: pikepdf.Pdf) -> Iterator[Sign]:
    if not len(pdf.pages):
        yield sign("pdf.no_pages")
    active: set[str] = set()
    for obj in _objects(pdf):
        if _may_act(obj):
            _collect(obj, active, 0)
    for what in sorted(active):
        yield sign("pdf.active_content", what=what)
    if any(name.lower() not in _INVOICES for name in pdf.attachments):
        yield sign("pdf.attachment")
    if pdf.get_warnings():
        yield sign("pdf.irregular")


def _objects(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    objects = pdf.objects
    if len(objects) > MOST_OBJECTS:
        raise TooManyObjectsError
    yield from objects


def _may_act(obj: pikepdf.Object) -> bool:
    """A quick look at the written form; names with escapes such as /J#53 are written out plainly here. Text
    between brackets may give a false alarm, which the closer look then clears."""
    if isinstance(obj, pikepdf.Stream):
        obj = obj.stream_dict
    elif not isinstance(obj, pikepdf.Dictionary | pikepdf.Array):
        return False
    return _SUSPECT.search(obj.unparse(resolved=True)) is not None


def _collect(obj: pikepdf.Object, active: set[str], depth: int) -> None:
    """Note what acts in a direct object. Indirect ones get their own turn."""
    if depth > MOST_DEPTH:
        raise TooManyObjectsError
    if isinstance(obj, pikepdf.Array):
        inner = list(obj)
    elif isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value for _, value in obj.items()]
        for key, value in obj.items():
            active.update(_of_entry(key, value))
    else:
        return
    for item in inner:
        if isinstance(item, pikepdf.Object) and not item.is_indirect:
            _collect(item, active, depth + 1)


def _of_entry(key: str, value: pikepdf.Object) -> Iterator[str]:
    if key in _KEYS:
        yield _KEYS[key]
    elif key in ("/S", "/Subtype") and isinstance(value, pikepdf.Name):
        if str(value) in _ACTIONS:
            yield _ACTIONS[str(value)]
    elif key == "/OpenAction" and _runs_unasked(value):
        yield "OpenAction"
    elif key == "/AA" and isinstance(value, pikepdf.Dictionary):
        yield from {"AA" for _, action in value.items() if _runs_unasked(action)}


def _runs_unasked(action: pikepdf.Object) -> bool:
    """An array is a destination: it only chooses the page that is shown first."""
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in _UNASKED
