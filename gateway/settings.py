"""What can be set from outside; read once, at start."""

import os
from dataclasses import dataclass, field

from environs import Env
from marshmallow.validate import OneOf, Range

from shared.time_zones import TimeZones

_POSITIVE = Range(min=1)
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def issuer_of(public_url: str, bind: str) -> str:
    """The issuer of access tokens: where clients reach the gateway, without a slash at the end."""
    return public_url.rstrip("/") or f"http://{bind}"


@dataclass(frozen=True)
class Settings:
    """mongodb_url, amqp_url: the gateway's own accounts. master_key_file: base64 of 32 random bytes.

    database_seconds: the time limit of every database call, waiting for a server included. accept_seconds: how long a
    request waits for its commit. most_waiting: requests that may wait for a commit in one process. key_seconds: for
    how long a revoked API key can still be accepted. client_seconds: how long the head of a request may take, and how
    long its body may fall behind its pace. public_url: where clients reach this gateway, and so the
    issuer of its tokens; by default where it listens. providers_file: OpenID providers, as gateway.oauth.providers
    reads them. provider_allow: private hosts whose key sets may be fetched. reads_per_minute, writes_per_minute: one
    client's budgets; 0: none. webhook_allow: hosts that webhooks may
    go to although they are private, as shared.security.outbound.Allowed reads them. stream_url: where the live stream
    is served, unless a proxy in front brings both under one address. metrics_bind: `host:port`, for operators alone, of
    measures and probes; none by default. metrics: whether requests are counted. heartbeat_seconds: how often a worker
    says how it fares; 0: never. zones: by whose clock the days of key figures end.
    """

    mongodb_url: str
    amqp_url: str
    master_key_file: str
    bind: str = "127.0.0.1:8080"
    workers: int = 2
    threads: int = 16
    most_body_bytes: int = 1_000_000
    most_document_bytes: int = 25_000_000
    database_seconds: float = 3.0
    accept_seconds: float = 8.0
    most_waiting: int = 1_000
    key_seconds: float = 5.0
    client_seconds: float = 10.0
    public_url: str = ""
    providers_file: str = ""
    provider_allow: str = ""
    reads_per_minute: int = 60_000
    writes_per_minute: int = 60_000
    webhook_allow: str = ""
    stream_url: str = ""
    metrics_bind: str = ""
    metrics: bool = True
    heartbeat_seconds: float = 5.0
    log_level: str = "INFO"
    zones: TimeZones = field(default_factory=lambda: TimeZones.read({}))

    @property
    def issuer(self) -> str:
        """Of access tokens."""
        return issuer_of(self.public_url, self.bind)

    @classmethod
    def read(cls) -> "Settings":
        """From the environment; raises environs.EnvError naming every setting that is missing or wrong, and
        SettingsError for a time zone that is not known."""
        env = Env(eager=False)
        found = cls(
            mongodb_url=env.str("MONGODB_URL"),
            amqp_url=env.str("AMQP_URL"),
            master_key_file=env.str("COULISSE_MASTER_KEY_FILE"),
            bind=env.str("GATEWAY_BIND", cls.bind),
            workers=env.int("GATEWAY_WORKERS", cls.workers, validate=_POSITIVE),
            threads=env.int("GATEWAY_THREADS", cls.threads, validate=_POSITIVE),
            most_body_bytes=env.int("GATEWAY_MOST_BODY_BYTES", cls.most_body_bytes, validate=_POSITIVE),
            most_document_bytes=env.int(
                "GATEWAY_MOST_DOCUMENT_BYTES", cls.most_document_bytes, validate=_POSITIVE
            ),
            database_seconds=env.float("GATEWAY_DATABASE_SECONDS", cls.database_seconds, validate=_POSITIVE),
            accept_seconds=env.float("GATEWAY_ACCEPT_SECONDS", cls.accept_seconds, validate=_POSITIVE),
            most_waiting=env.int("GATEWAY_MOST_WAITING", cls.most_waiting, validate=_POSITIVE),
            key_seconds=env.float("GATEWAY_KEY_SECONDS", cls.key_seconds),
            client_seconds=env.float("GATEWAY_CLIENT_SECONDS", cls.client_seconds, validate=_POSITIVE),
            public_url=env.str("GATEWAY_PUBLIC_URL", cls.public_url),
            providers_file=env.str("GATEWAY_PROVIDERS_FILE", cls.providers_file),
            provider_allow=env.str("GATEWAY_PROVIDER_ALLOW", cls.provider_allow),
            reads_per_minute=env.int("GATEWAY_READS_PER_MINUTE", cls.reads_per_minute, validate=Range(min=0)),
            writes_per_minute=env.int(
                "GATEWAY_WRITES_PER_MINUTE", cls.writes_per_minute, validate=Range(min=0)
            ),
            webhook_allow=env.str("WEBHOOK_ALLOW", cls.webhook_allow),
            stream_url=env.str("GATEWAY_STREAM_URL", cls.stream_url),
            metrics_bind=env.str("METRICS_BIND", cls.metrics_bind),
            metrics=env.str("METRICS", "on", validate=OneOf(("on", "off"))) == "on",
            heartbeat_seconds=env.float("HEARTBEAT_SECONDS", cls.heartbeat_seconds, validate=Range(min=0)),
            log_level=env.str("GATEWAY_LOG_LEVEL", cls.log_level, validate=OneOf(_LEVELS)),
            zones=TimeZones.read(os.environ),
        )
        env.seal()
        return found
