"""How this house packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from services.logistics.domain.packing import PackingRule

MOST_PARCELS = 999


@dataclass(frozen=True, slots=True)
class Settings:
    """LOGISTICS_PIECES_PER_PARCEL (20), LOGISTICS_PARCELS_PER_SHIPMENT (100, at most 999),
    LOGISTICS_COUNTRY (FR)."""

    packing: PackingRule

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Raises ValueError that names the setting at fault."""
        country = environ.get("LOGISTICS_COUNTRY", "FR")
        if len(country) != 2 or not (country.isascii() and country.isalpha() and country.isupper()):
            raise ValueError("LOGISTICS_COUNTRY must be a two-letter country code, such as FR")
        return cls(
            PackingRule(
                pieces=_number(environ, "LOGISTICS_PIECES_PER_PARCEL", 20, 1_000_000),
                parcels=_number(environ, "LOGISTICS_PARCELS_PER_SHIPMENT", 100, MOST_PARCELS),
                country=country,
            )
        )


def _number(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most}")
    return int(text)
