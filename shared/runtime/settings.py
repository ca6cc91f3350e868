"""What a service process is told by its environment, read once at its start."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.contracts.errors import SettingsError


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """Where the process finds broker and database, and its limits.

    health_bind: `host:port` of the health endpoints, empty for none. effect_threads: calls to partners at the same
    time. breaker_seconds: how long a partner that keeps failing is left alone. silent_seconds: an engine whose loop has
    not turned for so long hangs; a batch may wait for the database, again and again, for longer than a minute.
    heartbeat_seconds: how often the process says how it fares; 0: never. metrics: whether it counts and measures.
    failed_most, failed_most_bytes: what the store of failed messages holds; what fails beyond comes back every hour.
    failpoint: for crash tests only, the step at which the process ends itself (`name` or `name:nth time`).
    """

    amqp_url: str
    mongodb_url: str
    health_bind: str = ""
    effect_threads: int = 8
    breaker_seconds: float = 30.0
    sweep_seconds: float = 5.0
    silent_seconds: float = 180.0
    heartbeat_seconds: float = 5.0
    metrics: bool = True
    failed_most: int = 100_000
    failed_most_bytes: int = 1_000_000_000
    failpoint: str = ""
    process: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "RuntimeSettings":
        """Raises SettingsError."""
        missing = [name for name in ("AMQP_URL", "MONGODB_URL") if not environ.get(name)]
        if missing:
            raise SettingsError(f"set {' and '.join(missing)}: `make up` writes them for a local stack")
        try:
            threads = int(environ.get("EFFECT_THREADS", "8"))
            breaker = float(environ.get("EFFECT_BREAKER_SECONDS", "30"))
            sweep = float(environ.get("OUTBOX_SWEEP_SECONDS", "5"))
            silent = float(environ.get("ENGINE_SILENT_SECONDS", "180"))
            heartbeat = float(environ.get("HEARTBEAT_SECONDS", "5"))
            most = int(environ.get("FAILED_MOST", "100000"))
            most_bytes = int(environ.get("FAILED_MOST_BYTES", "1000000000"))
        except ValueError as error:
            raise SettingsError(
                "EFFECT_THREADS, EFFECT_BREAKER_SECONDS, OUTBOX_SWEEP_SECONDS, ENGINE_SILENT_SECONDS, "
                f"HEARTBEAT_SECONDS, FAILED_MOST and FAILED_MOST_BYTES are numbers: {error}"
            ) from None
        failpoint = environ.get("COULISSE_FAILPOINT", "")
        if failpoint and environ.get("COULISSE_ENV") != "test":
            raise SettingsError("COULISSE_FAILPOINT is for tests: it needs COULISSE_ENV=test")
        return cls(
            amqp_url=environ["AMQP_URL"],
            mongodb_url=environ["MONGODB_URL"],
            health_bind=environ.get("HEALTH_BIND", ""),
            effect_threads=threads,
            breaker_seconds=breaker,
            sweep_seconds=sweep,
            silent_seconds=silent,
            heartbeat_seconds=heartbeat,
            metrics=environ.get("METRICS", "on") != "off",
            failed_most=most,
            failed_most_bytes=most_bytes,
            failpoint=failpoint,
        )
