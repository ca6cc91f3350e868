"""Where the next page of a list begins, in a form that clients pass back without reading it.

A cursor is signed together with the list that it came from: organisation, address and filters. It opens no other
list, and nobody can make one. The same place gives the same cursor, so that pages have stable entity tags.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from typing import Any

import orjson
from flask import g, request

from gateway.house import here
from gateway.refusing.problems import Fault, invalid
from shared.security.sealing import Sealer

_PLACE = re.compile(r"[\x21-\x7e]{1,300}")
_SIGNATURE = 16
_PURPOSE = "list-cursor"
_NOT_A_FILTER = frozenset({"cursor", "limit"})
UNUSABLE = Fault(
    "not_a_cursor",
    "This is no cursor of this list.",
    "Follow the address in next of the page before, or send no cursor.",
    parameter="cursor",
)


def cursor(place: str) -> str:
    """For the page after the item at `place`, in the list that the present request reads."""
    return signed(here().sealer, _list(), place)


def place(cursor: str | None) -> str | None:
    """What a cursor of the present list stands for, always a text; raises a 422 problem for what is none."""
    return None if cursor is None else opened(here().sealer, _list(), cursor)


def _list() -> bytes:
    return list_of(g.caller.tenant, request.path, g.query)


def list_of(tenant: str, address: str, query: Mapping[str, Any]) -> bytes:
    """What tells one list from another: whose it is, its address and its filters."""
    filters = {
        name: str(value) for name, value in query.items() if name not in _NOT_A_FILTER and value is not None
    }
    return orjson.dumps([tenant, address, filters], option=orjson.OPT_SORT_KEYS)


def signed(sealer: Sealer, of: bytes, place: str) -> str:
    """The cursor for a place in one list."""
    raw = place.encode()
    return base64.urlsafe_b64encode(_signatures(sealer, of, raw)[0] + raw).decode().rstrip("=")


def opened(sealer: Sealer, of: bytes, cursor: str) -> str:
    """The place that a cursor of this list stands for; raises a 422 problem."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        signature, found = raw[:_SIGNATURE], raw[_SIGNATURE:].decode("ascii")
    except (binascii.Error, ValueError):
        raise invalid(UNUSABLE) from None
    if not any(hmac.compare_digest(signature, one) for one in _signatures(sealer, of, found.encode())):
        raise invalid(UNUSABLE)
    if not _PLACE.fullmatch(found):
        raise invalid(UNUSABLE)
    return found


def _signatures(sealer: Sealer, of: bytes, place: bytes) -> list[bytes]:
    """Under each master key, the one that signs first."""
    return [bytes.fromhex(one)[:_SIGNATURE] for one in sealer.digests(of + b"\0" + place, _PURPOSE)]
