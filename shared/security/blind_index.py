"""Finding a person in the vault without reading it: keyed hashes of what one searches by.

Two persons of one tenant with the same e-mail address have the same hash, and nobody without the master key can tell
which address that is, or find the same person at another tenant, since each has a key of its own.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from shared.security.sealing import Sealer

_BYTES = 16
"""Of each hash: collisions among the persons of a tenant stay out of reach, and the index stays small."""


def _compact(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _plain(text: str) -> str:
    """Compatibility forms, capitals and runs of spaces do not tell two texts apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


SEARCHED_BY: Mapping[str, Callable[[str], str]] = {
    "email": _plain,
    "name": _plain,
    "vat_number": _compact,
    "siren": _compact,
    "siret": _compact,
}
"""What persons can be found by, and how two ways of writing it become one."""


def blind_values(sealer: Sealer, tenant: str, data: Mapping[str, Any]) -> list[bytes]:
    """The hashes under which this data is found; what cannot be searched by has none."""
    found = []
    for name, normalised in SEARCHED_BY.items():
        value = data.get(name)
        if isinstance(value, str) and (text := normalised(value)):
            found.append(
                bytes.fromhex(sealer.digest(f"{name}|{text}".encode(), f"blind-index/{tenant}"))[:_BYTES]
            )
    return found
