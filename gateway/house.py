"""What one worker process holds: connections, threads and the few objects that the routes use."""

import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, cast

import pymongo
from flask import current_app
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from gateway.accepting.acceptance import Acceptance, Outcome
from gateway.accepting.accepted import COLLECTION, Accepted
from gateway.accepting.making import COLLECTION as MADE
from gateway.accepting.making import Making
from gateway.accepting.publishing import Outbox
from gateway.access.api_keys import COLLECTION as API_KEYS
from gateway.access.auth import Door
from gateway.access.limits import COLLECTION as USAGE
from gateway.access.limits import Limits
from gateway.access.sandboxes import COLLECTION as SANDBOXES
from gateway.access.sandboxes import Sandboxes
from gateway.cases.arrivals import Arrivals
from gateway.cases.shown import Place, ShownCase, ShownCases
from gateway.oauth.access_tokens import AccessTokens
from gateway.oauth.fetching import fetcher
from gateway.oauth.people import People
from gateway.oauth.providers import read_providers
from gateway.oauth.signing_keys import COLLECTION as SIGNING_KEYS
from gateway.oauth.signing_keys import SigningKeys
from gateway.reading.together import ReadTogether
from gateway.serving.request_metrics import RequestMetrics
from gateway.serving.request_traces import RequestTraces
from gateway.serving.vital_signs import VitalSigns, unsent
from gateway.settings import Settings
from shared.contracts.services import SERVICES
from shared.persistence.documents import DocumentStore
from shared.persistence.hold_store import HoldStore
from shared.persistence.mongo import connect
from shared.persistence.sandbox_clocks import DATABASE as SANDBOX
from shared.persistence.sandbox_clocks import SandboxClocks
from shared.runtime.holding import Holding
from shared.runtime.publishing import Publisher
from shared.security.outbound import Allowed
from shared.security.sealing import Sealer
from shared.security.vault import DATABASE as VAULT_DATABASE
from shared.security.vault import Vault
from shared.telemetry.tracing import Tracing

DATABASE = "coulisse_gateway"
EXTENSION = "coulisse"
READY_SECONDS = 2
"""Within which the database has to answer for a worker to be ready."""


@dataclass(frozen=True)
class House:
    """Made after the fork, by create_app; `start` and `stop` frame its threads.

    cases: as they are shown, by tenant and id, read together with those that others ask for at the same moment.
    waiting_seats: how many requests may wait for an outcome at the same time; half of the threads, so that there is
    always somebody at the door.
    """

    settings: Settings
    mongo: MongoClient[dict[str, Any]]
    door: Door
    tokens: AccessTokens
    sealer: Sealer
    vault: Vault
    documents: DocumentStore
    acceptance: Acceptance
    making: Making
    limits: Limits
    outbox: Outbox
    publisher: Publisher
    holding: Holding
    accept: Callable[[Sequence[Accepted]], list[Outcome]]
    clock: Callable[[], datetime]
    clocks: SandboxClocks
    sandboxes: Sandboxes
    waiting_seats: threading.Semaphore
    metrics: RequestMetrics
    tracing: Tracing
    traces: RequestTraces
    cases: ReadTogether[Place, ShownCase]
    databases: Mapping[str, Database[dict[str, Any]]]

    def database(self, service: str) -> Database[dict[str, Any]]:
        """A service's database; this account may only read it."""
        return self.databases[service]

    @property
    def service_databases(self) -> dict[str, Database[dict[str, Any]]]:
        """Those of all services, by name; this account may only read them."""
        return {service: self.database(service) for service in SERVICES}

    @property
    def own(self) -> Database[dict[str, Any]]:
        return self.mongo[DATABASE]

    @property
    def working(self) -> bool:
        """Whether the threads that store and send requests run."""
        return self.acceptance.running and self.outbox.running

    @property
    def lacking(self) -> list[str]:
        """Why this worker takes nothing in at present, in words; empty when it does. The broker is not needed."""
        reasons = [] if self.working else ["requests are not being stored by this process"]
        try:
            with pymongo.timeout(READY_SECONDS):
                self.mongo.admin.command("ping")
        except PyMongoError:
            reasons.append("the database does not answer")
        return reasons

    def _say(self) -> dict[str, Any]:
        return {
            "reasons": self.lacking,
            "broker": self.publisher.ready,
            "backlog": unsent(self.own, self.metrics),
        }

    @cached_property
    def signs(self) -> VitalSigns:
        """What this worker tells of itself."""
        broken = lambda: [] if self.working else ["its threads stopped"]  # noqa: E731 - asked for twice
        return VitalSigns(
            "gateway",
            self.mongo,
            os.environ,
            self.settings.metrics_bind,
            self.metrics,
            {"/livez": broken, "/readyz": lambda: self.lacking, "/startupz": broken},
            self._say,
            self.settings.heartbeat_seconds,
        )

    def start(self) -> None:
        """Begin to write, publish and sweep."""
        self.holding.start()
        self.publisher.start()
        self.acceptance.start()
        self.outbox.start()
        self.limits.start()
        self.signs.start()

    def stop(self) -> None:
        """Store and publish what is under way, then close the connections."""
        self.signs.stop()
        self.acceptance.stop()
        self.publisher.stop()
        self.outbox.stop()
        self.limits.stop()
        self.tracing.stop()
        self.holding.stop()
        self.mongo.close()


def build(settings: Settings, *, store: bool = True, clock: Callable[[], datetime] | None = None) -> House:
    """Connections are made when first used. With store=False requests are answered without being kept: for
    measuring what keeping them costs."""
    mongo = connect(settings.mongodb_url, name="coulisse-gateway", patience=settings.database_seconds)
    own = mongo[DATABASE]
    databases = {service: mongo[f"coulisse_{service}"] for service in SERVICES}
    sealer = Sealer.from_file(settings.master_key_file)
    now = clock or (lambda: datetime.now(UTC))
    tokens = AccessTokens(settings.issuer, SigningKeys(own[SIGNING_KEYS], sealer, now), now)
    fetch = fetcher(Allowed.read(settings.provider_allow))
    tracing = Tracing("gateway", os.environ)
    people = People(read_providers(settings.providers_file), fetch)
    publisher = Publisher(settings.amqp_url, "gateway")
    documents = DocumentStore(mongo)
    arrivals = Arrivals(own, databases["intake"], now)
    outbox = Outbox(own, publisher, documents, seconds=settings.database_seconds, settle=arrivals.settle)
    vault = Vault(mongo[VAULT_DATABASE], sealer)
    sandboxes = Sandboxes(own[SANDBOXES])
    acceptance = Acceptance(
        own[COLLECTION],
        vault,
        sealer,
        after=outbox.send,
        write_seconds=settings.database_seconds,
        wait_seconds=settings.accept_seconds,
        most_waiting=settings.most_waiting,
    )
    return House(
        settings=settings,
        mongo=mongo,
        door=Door(own[API_KEYS], settings.key_seconds, tokens, people, now=now, sandboxes=sandboxes),
        tokens=tokens,
        sealer=sealer,
        vault=vault,
        documents=documents,
        acceptance=acceptance,
        making=Making(own[MADE], sealer),
        limits=Limits(
            own[USAGE],
            reads=settings.reads_per_minute,
            writes=settings.writes_per_minute,
            seconds=settings.database_seconds,
            clock=now,
        ),
        outbox=outbox,
        publisher=publisher,
        holding=Holding(f"gateway {socket.gethostname()}:{os.getpid()}", HoldStore(own), publisher),
        accept=acceptance.accept_all if store else _forget,
        clock=now,
        clocks=SandboxClocks(mongo[SANDBOX]),
        sandboxes=sandboxes,
        waiting_seats=threading.Semaphore(max(1, settings.threads // 2)),
        metrics=RequestMetrics(),
        tracing=tracing,
        traces=RequestTraces(tracing),
        cases=ReadTogether(ShownCases(databases["intake"]).fetch, settings.database_seconds),
        databases=databases,
    )


def _forget(requests: Sequence[Accepted]) -> list[Outcome]:
    return [Outcome("stored")] * len(requests)


def here() -> House:
    """The house of the application that answers the present request."""
    return cast(House, current_app.extensions[EXTENSION])
