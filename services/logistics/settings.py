"""How this house packs, promises and holds goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from services.logistics.adapters.holidays_of import holidays_of
from services.logistics.domain.packing import PackingRule
from services.logistics.domain.rules import Rules
from shared.time_zones import TimeZones

MOST_PARCELS = 999


@dataclass(frozen=True, slots=True)
class Settings:
    """LOGISTICS_PIECES_PER_PARCEL (20), LOGISTICS_PARCELS_PER_SHIPMENT (100, at most 999),
    LOGISTICS_COUNTRY (FR), LOGISTICS_RESERVATION_DAYS (30; 0: reservations never expire), LOGISTICS_WARN_HOUR (12),
    LEDGER_CURRENCY (EUR), LEGAL_TIME_ZONE and LEGAL_TIME_ZONES."""

    rules: Rules

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Raises ValueError or SettingsError that names the setting at fault."""
        country = environ.get("LOGISTICS_COUNTRY", "FR")
        if len(country) != 2 or not (country.isascii() and country.isalpha() and country.isupper()):
            raise ValueError("LOGISTICS_COUNTRY must be a two-letter country code, such as FR")
        packing = PackingRule(
            pieces=_number(environ, "LOGISTICS_PIECES_PER_PARCEL", 20, 1_000_000),
            parcels=_number(environ, "LOGISTICS_PARCELS_PER_SHIPMENT", 100, MOST_PARCELS),
            country=country,
        )
        return cls(
            Rules(
                packing=packing,
                zone_of=TimeZones.read(environ).of,
                currency=environ.get("LEDGER_CURRENCY", "").strip() or "EUR",
                reservation_days=_number(environ, "LOGISTICS_RESERVATION_DAYS", 30, 3650, least=0),
                warn_hour=_number(environ, "LOGISTICS_WARN_HOUR", 12, 23, least=0),
                is_holiday=holidays_of(country),
            )
        )


def _number(environ: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return int(text)
