"""What validation is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.contracts.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """COULISSE_MASTER_KEY_FILE: where the master key lies, under which the vault's keys are sealed.
    COULISSE_TIME_ZONE: whose calendar decides whether a document has expired; Europe/Paris unless set.
    VALIDATION_INSPECTORS: programs that read files at the same time; 2 unless set.
    VALIDATION_CPU_SECONDS, VALIDATION_MEMORY_MB: what one file may cost; 5 and 400 unless set.
    VALIDATION_KEEP_HOURS: how long an upload waits for its case before it is swept; 24 unless set.
    """

    master_key_file: str
    time_zone: ZoneInfo
    inspectors: int
    cpu_seconds: int
    memory: int
    keep_unattached: timedelta

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Raises SettingsError."""
        key_file = environ.get("COULISSE_MASTER_KEY_FILE", "")
        if not key_file:
            raise SettingsError(
                "COULISSE_MASTER_KEY_FILE is missing: the file with the base64 of 32 random bytes"
            )
        return cls(
            master_key_file=key_file,
            time_zone=_zone(environ.get("COULISSE_TIME_ZONE") or "Europe/Paris"),
            inspectors=_number(environ, "VALIDATION_INSPECTORS", 2, least=1, most=64),
            cpu_seconds=_number(environ, "VALIDATION_CPU_SECONDS", 5, least=1, most=60),
            memory=_number(environ, "VALIDATION_MEMORY_MB", 400, least=150, most=8000) * 1_000_000,
            keep_unattached=timedelta(
                hours=_number(environ, "VALIDATION_KEEP_HOURS", 24, least=1, most=8760)
            ),
        )


def _number(environ: Mapping[str, str], name: str, unset: int, *, least: int, most: int) -> int:
    text = environ.get(name) or str(unset)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name}={text!r} is no whole number from {least} to {most}")
    return int(text)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"COULISSE_TIME_ZONE={name!r} is no time zone such as Europe/Paris") from None
