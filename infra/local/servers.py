"""Which broker and database are used: given ones or private ones."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """Servers that somebody else runs, from the environment; None where a private one is wanted.

    A given server's accounts are made only where its administration is given too: for the broker
    RABBITMQ_MANAGEMENT_URL (with credentials), for the database MONGODB_ADMIN_URL. Otherwise every process
    uses the account of AMQP_URL or MONGODB_URL.
    """

    amqp_url: str | None = None
    management_url: str | None = None
    mongodb_url: str | None = None
    mongodb_admin_url: str | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Given":
        """Empty variables count as absent, as they do in Compose files."""
        amqp_url, mongodb_url = environ.get("AMQP_URL") or None, environ.get("MONGODB_URL") or None
        return cls(
            amqp_url=amqp_url,
            management_url=(environ.get("RABBITMQ_MANAGEMENT_URL") or None) if amqp_url else None,
            mongodb_url=mongodb_url,
            mongodb_admin_url=(environ.get("MONGODB_ADMIN_URL") or None) if mongodb_url else None,
        )
