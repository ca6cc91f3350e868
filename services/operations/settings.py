"""What operations is told by its environment."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """amqp_url: its own account at the broker, to look at queues with; the runtime insists on it."""

    amqp_url: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        return cls(environ.get("AMQP_URL", ""))
