"""All checks of one file."""

from collections.abc import Iterator

from services.validation.adapters.files import media_type
from services.validation.adapters.files.image import image_signs
from services.validation.adapters.files.media_type import real_type, type_signs
from services.validation.adapters.files.office import office_signs
from services.validation.adapters.files.pdf import pdf_signs
from services.validation.adapters.files.sign import Sign
from services.validation.adapters.files.xml import xml_signs


def inspected(data: bytes, declared: str) -> list[Sign]:
    """What speaks against a file, declared to be of the media type `declared`."""
    real = real_type(data)
    signs = list(type_signs(data, declared, real))
    if data:
        signs.extend(_content_signs(data, real))
    return signs


def _content_signs(data: bytes, real: str) -> Iterator[Sign]:
    if real == media_type.PDF:
        return pdf_signs(data)
    if real in media_type.IMAGES:
        return image_signs(data, real)
    if real in media_type.OFFICE:
        return office_signs(data)
    return xml_signs(data) if real == media_type.XML else iter(())
