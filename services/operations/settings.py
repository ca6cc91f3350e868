"""What operations is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.time_zones import TimeZones


@dataclass(frozen=True, slots=True)
class Settings:
    """amqp_url: its own account at the broker, to look at queues with; the runtime insists on it. zones: by whose clock
    the days of key figures end."""

    amqp_url: str
    zones: TimeZones

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """For LEGAL_TIME_ZONE and LEGAL_TIME_ZONES see TimeZones. Raises SettingsError."""
        return cls(environ.get("AMQP_URL", ""), TimeZones.read(environ))
