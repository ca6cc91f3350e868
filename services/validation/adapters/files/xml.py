"""XML files: well-formed, and without a document type, so without entities (OWASP, XML external entities)."""

from collections.abc import Iterator
from xml.parsers import expat

from services.validation.adapters.files.sign import Sign, sign


class _DoctypeError(Exception):
    pass


def xml_signs(data: bytes) -> Iterator[Sign]:
    """Reads the file once; stops at the first DOCTYPE."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except _DoctypeError:
        yield sign("xml.doctype")
    except (expat.ExpatError, ValueError, LookupError):
        # ValueError and LookupError: an encoding that Python does not know.
        yield sign("xml.damaged")


def _refuse(*_: object) -> None:
    raise _DoctypeError
