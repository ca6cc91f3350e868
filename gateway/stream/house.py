"""What one process of the live stream holds."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from gateway.access.api_keys import COLLECTION as API_KEYS
from gateway.access.auth import Door
from gateway.access.limits import COLLECTION as USAGE
from gateway.access.limits import Limits
from gateway.access.sandboxes import COLLECTION as SANDBOXES
from gateway.access.sandboxes import Sandboxes
from gateway.oauth.access_tokens import TokenReader
from gateway.oauth.fetching import fetcher
from gateway.oauth.people import People
from gateway.oauth.providers import read_providers
from gateway.oauth.signing_keys import COLLECTION as SIGNING_KEYS
from gateway.oauth.signing_keys import PublishedKeys
from gateway.serving.request_metrics import RequestMetrics
from gateway.serving.vital_signs import VitalSigns
from gateway.stream.audience import Audience
from gateway.stream.settings import StreamSettings
from gateway.stream.tail import Tail
from shared.persistence.mongo import connect
from shared.security.outbound import Allowed

AT_THE_DOOR = 6
"""Who is let in at the same time."""


class StreamHouse:
    """Connections, the door, the budgets, who listens, and what follows the log."""

    def __init__(self, settings: StreamSettings) -> None:
        self.settings = settings
        self.mongo: MongoClient[dict[str, Any]] = connect(
            settings.mongodb_url,
            name="coulisse-stream",
            patience=settings.database_seconds,
            connections=AT_THE_DOOR + 2,
        )
        self.doorway = threading.BoundedSemaphore(AT_THE_DOOR)
        gateway, now = self.mongo["coulisse_gateway"], partial(datetime.now, UTC)
        published = PublishedKeys(gateway[SIGNING_KEYS], now)
        providers = read_providers(settings.providers_file)
        self.door = Door(
            gateway[API_KEYS],
            settings.key_seconds,
            TokenReader(settings.issuer, published),
            People(providers, fetcher(Allowed.read(settings.provider_allow))),
            notes_use=False,
            sandboxes=Sandboxes(gateway[SANDBOXES]),
        )
        self.limits = Limits(
            gateway[USAGE],
            reads=settings.reads_per_minute,
            writes=0,
            seconds=settings.database_seconds,
            clock=now,
        )
        self.audience = Audience(settings.most_per_client, settings.most)
        self.tail: Tail | None = None
        self.metrics = RequestMetrics()
        self._signs = VitalSigns(
            "stream",
            self.mongo,
            os.environ,
            settings.metrics_bind,
            self.metrics,
            {"/livez": self.broken, "/readyz": self.lacking, "/startupz": self.broken},
            lambda: {"reasons": self.lacking(), "streams": len(self.audience)},
            settings.heartbeat_seconds,
        )

    def broken(self) -> list[str]:
        """Why this process has to be replaced; empty when it is well."""
        return [] if self.tail is not None and self.tail.running else ["nothing follows the log of events"]

    def lacking(self) -> list[str]:
        """Why it brings no events at present; empty when it does."""
        following = self.tail is not None and self.tail.following
        return [] if following else ["the log of events cannot be followed"]

    @property
    def notifications(self) -> Database[dict[str, Any]]:
        return self.mongo["coulisse_notifications"]

    def start(self, alive: Callable[[], bool]) -> None:
        """Begin to follow the log; all streams end when `alive` says no."""
        self.tail = Tail(self.notifications, self.audience, alive)
        self.tail.start()
        self.limits.start()
        self._signs.start()

    def stop(self) -> None:
        """Say that this process ends as it should."""
        self._signs.stop()
        self.limits.stop()
