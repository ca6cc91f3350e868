"""Whose clock is on the wall: the legal time zone of each organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.contracts.errors import SettingsError


@dataclass(frozen=True, slots=True)
class TimeZones:
    """everybody: of tenants without one of their own."""

    everybody: tzinfo
    own: Mapping[str, tzinfo] = field(default_factory=dict)

    def of(self, tenant: str) -> tzinfo:
        return self.own.get(tenant, self.everybody)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "TimeZones":
        """LEGAL_TIME_ZONE, Europe/Paris unless set, and LEGAL_TIME_ZONES: `tenant=Zone/Name`, separated by commas.
        Raises SettingsError."""
        everybody = _zone("LEGAL_TIME_ZONE", environ.get("LEGAL_TIME_ZONE", "").strip() or "Europe/Paris")
        own: dict[str, tzinfo] = {}
        for pair in environ.get("LEGAL_TIME_ZONES", "").split(","):
            tenant, sign, name = pair.partition("=")
            if sign and tenant.strip():
                own[tenant.strip()] = _zone("LEGAL_TIME_ZONES", name.strip())
            elif pair.strip():
                raise SettingsError(f"LEGAL_TIME_ZONES: {pair!r} is not of the form tenant=Zone/Name")
        return cls(everybody, own)


def _zone(setting: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise SettingsError(
            f"{setting}: no time zone {name!r} here; use a name such as Europe/Paris, and where the system"
            " carries no time zones install the PyPI package tzdata"
        ) from unknown
