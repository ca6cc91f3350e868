"""Images: whole, and of a size that can be handled."""

import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from services.validation.adapters.files.media_type import JPEG, PNG
from services.validation.adapters.files.sign import Sign, sign

MOST_PIXELS = 100_000_000
"""A scan of A3 at 600 dots per inch has 70 million."""

_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP")
_JPEG_END, _PNG_END = b"\xff\xd9", b"IEND\xaeB`\x82"


def image_signs(data: bytes, real: str) -> Iterator[Sign]:
    """Decode the image, small where the format allows it, so that a missing part shows."""
    if _lacks_end(data, real):
        yield sign("image.damaged")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _decoded(data, real)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, ZeroDivisionError):
        # What Pillow's decoders raise on bytes that do not fit; SyntaxError is its word for a broken header.
        yield sign("image.damaged")
    except Image.DecompressionBombError:
        yield sign("image.too_large")


def _lacks_end(data: bytes, real: str) -> bool:
    """Cameras append data of their own after a JPEG's end, so it need not be at the very end."""
    if real == JPEG:
        return _JPEG_END not in data[-65536:]
    return real == PNG and _PNG_END not in data[-1024:]


def _decoded(data: bytes, real: str) -> Iterator[Sign]:
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            yield sign("image.too_large")
            return
        if real == JPEG:
            image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
        if real == PNG:
            image.verify()  # every part has its checksum, so nothing need be decoded
        else:
            image.load()
