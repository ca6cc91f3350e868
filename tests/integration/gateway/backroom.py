"""The services behind the gateway, without broker and processes: their real tables over the real database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from gateway.accepting.acceptance import Outcome
from gateway.accepting.accepted import Accepted
from gateway.house import EXTENSION
from services.accounting.service import room as accounting
from services.logistics.service import room as logistics
from services.notifications.service import room as notifications
from services.operations.service import room as operations
from shared.contracts.catalogue import SERVICES
from shared.contracts.codec import Decoded, decode, outgoing
from shared.contracts.message import Message
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from shared.runtime.room import Room
from tests.integration.gateway.conftest import Desk

ROOMS: Mapping[str, Callable[[Mapping[str, str]], Room]] = {
    "accounting": accounting,
    "logistics": logistics,
    "notifications": notifications,
    "operations": operations,
}


@dataclass
class Backroom:
    """Decides on what the gateway stored, and on what tests hand in; messages to services that are not here are
    left alone."""

    desk: Desk
    mongo: MongoClient[dict[str, Any]]
    settings: dict[str, str]
    rooms: Mapping[str, Callable[[Mapping[str, str]], Room]] = field(default_factory=lambda: ROOMS)
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    _accepted: list[Accepted] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        # The gateway forgets a message once the broker has it, so it is taken down when it is accepted.
        self.desk.app.extensions[EXTENSION] = replace(self.desk.house, accept=self._take_down)
        self._deciders = {}
        for name, room in self.rooms.items():
            built = room(self.settings)
            store = MongoStore(self.mongo, f"coulisse_{name}", built.collections)
            self._deciders[name] = Decider(name, built.table, store, pause=lambda _: None)

    def _take_down(self, requests: Sequence[Accepted]) -> list[Outcome]:
        outcomes = self.desk.house.accept(requests)
        stored = zip(requests, outcomes, strict=True)
        self._accepted += [request for request, outcome in stored if outcome.what == "stored"]
        return outcomes

    def catch_up(self) -> None:
        """Everything that the gateway stored and nobody has decided on yet."""
        while self._accepted:
            self._handle(decode(self._accepted.pop(0).message.body))

    def tell(self, message: Message, tenant: str = "acme") -> None:
        """A message that another service would send."""
        self._count += 1
        row = outgoing(
            message,
            source=message.definition.senders[0],
            tenant=tenant,
            lane="normal",
            now=self.now,
            id=f"{self._count:032x}",
        )
        self._handle(decode(row.body))

    def _handle(self, decoded: Decoded) -> None:
        self.now += timedelta(seconds=1)
        for service in decoded.message.definition.receivers:
            if service not in self._deciders:
                assert service in SERVICES
                continue
            outcome = self._deciders[service].handle([Received(decoded, "normal", 0)], self.now)
            assert (outcome.failed, outcome.delayed) == ([], [])
            for rows in outcome.sent.values():
                for row in rows:
                    self._handle(decode(row.body))
