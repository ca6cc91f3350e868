"""Where the next page of a list begins, in a form that clients pass back without reading it."""

import base64
import binascii
import re

from gateway.problems import Fault, invalid

_PLACE = re.compile(r"[\x21-\x7e]{1,300}")
UNUSABLE = Fault(
    "not_a_cursor", "This is no cursor.", "Send next_cursor of the page before, or none.", parameter="cursor"
)


def cursor(place: str) -> str:
    """For the page after the item at `place`."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place(cursor: str | None) -> str | None:
    """What a cursor stands for, always a text; raises a 422 problem for what is none."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = raw.decode("ascii")
    except (binascii.Error, ValueError):
        found = ""
    if not _PLACE.fullmatch(found):
        raise invalid(UNUSABLE)
    return found
