"""What can be set from outside for the live stream; read once, at start."""

from dataclasses import dataclass

from environs import Env
from marshmallow.validate import OneOf, Range

from gateway.settings import issuer_of

_POSITIVE = Range(min=1)


@dataclass(frozen=True)
class StreamSettings:
    """mongodb_url: an account that may read the gateway's keys and the notifications database.

    most_per_client: streams that one client may hold open in one process; most: all clients together. heartbeat:
    seconds after which an idle stream shows that it lives, and its key is looked at again. stuck_seconds: how long a
    listener may take nothing before it is dropped. reads_per_minute, key_seconds, issuer,
    providers_file, provider_allow, metrics_bind, heartbeat_seconds: as for the gateway.
    """

    mongodb_url: str
    bind: str = "127.0.0.1:8081"
    workers: int = 1
    most_per_client: int = 50
    most: int = 2_000
    reads_per_minute: int = 60_000
    heartbeat: float = 15.0
    stuck_seconds: float = 30.0
    database_seconds: float = 3.0
    key_seconds: float = 5.0
    issuer: str = "http://127.0.0.1:8080"
    providers_file: str = ""
    provider_allow: str = ""
    metrics_bind: str = ""
    heartbeat_seconds: float = 5.0
    log_level: str = "INFO"

    @classmethod
    def read(cls) -> "StreamSettings":
        """From the environment; raises environs.EnvError naming every setting that is missing or wrong."""
        env = Env(eager=False)
        found = cls(
            mongodb_url=env.str("MONGODB_URL"),
            bind=env.str("GATEWAY_STREAM_BIND", cls.bind),
            workers=env.int("GATEWAY_STREAM_WORKERS", cls.workers, validate=_POSITIVE),
            most_per_client=env.int(
                "GATEWAY_STREAM_MOST_PER_CLIENT", cls.most_per_client, validate=_POSITIVE
            ),
            most=env.int("GATEWAY_STREAM_MOST", cls.most, validate=_POSITIVE),
            reads_per_minute=env.int("GATEWAY_READS_PER_MINUTE", cls.reads_per_minute, validate=Range(min=0)),
            heartbeat=env.float("GATEWAY_STREAM_HEARTBEAT_SECONDS", cls.heartbeat, validate=Range(min=0.1)),
            stuck_seconds=env.float("GATEWAY_STREAM_STUCK_SECONDS", cls.stuck_seconds, validate=_POSITIVE),
            database_seconds=env.float("GATEWAY_DATABASE_SECONDS", cls.database_seconds, validate=_POSITIVE),
            key_seconds=env.float("GATEWAY_KEY_SECONDS", cls.key_seconds),
            issuer=issuer_of(env.str("GATEWAY_PUBLIC_URL", ""), env.str("GATEWAY_BIND", "127.0.0.1:8080")),
            providers_file=env.str("GATEWAY_PROVIDERS_FILE", cls.providers_file),
            provider_allow=env.str("GATEWAY_PROVIDER_ALLOW", cls.provider_allow),
            metrics_bind=env.str("METRICS_BIND", cls.metrics_bind),
            heartbeat_seconds=env.float("HEARTBEAT_SECONDS", cls.heartbeat_seconds, validate=Range(min=0)),
            log_level=env.str(
                "GATEWAY_LOG_LEVEL", cls.log_level, validate=OneOf(("DEBUG", "INFO", "WARNING", "ERROR"))
            ),
        )
        env.seal()
        return found
