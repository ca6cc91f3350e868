"""What the invariants look at: everything that the services keep, and what was accepted from outside.

The simulation reads it from its worlds, the fault tests from real databases after a campaign.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from shared.contracts.accounts import RecordPayment
from shared.contracts.decision import Entity
from shared.contracts.stock import CountStock, ReceiveGoods
from tests.simulation.world import CREDIT_LIMIT, World

E = TypeVar("E", bound=Entity)


class Evidence(Protocol):
    """Taken while nothing is in flight."""

    @property
    def cases(self) -> Mapping[str, str]:
        """Tenant by accepted case."""

    @property
    def payments(self) -> Set[str]:
        """Ids of the payments that were accepted; likewise below."""

    @property
    def receipts(self) -> Set[str]: ...

    @property
    def counts(self) -> Set[str]: ...

    @property
    def credit_limit(self) -> Decimal: ...

    @property
    def now(self) -> datetime: ...

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        """Every entity of that kind."""

    def find(self, service: str, kind: type[E], id: str) -> E | None: ...

    def kept(self) -> Iterator[tuple[str, Any]]:
        """Every entity of every kind, with the service that keeps it."""


@dataclass(frozen=True, slots=True)
class SimulatedEvidence:
    """A world as evidence."""

    world: World

    @property
    def cases(self) -> Mapping[str, str]:
        return self.world.people.cases

    @property
    def payments(self) -> Set[str]:
        return {one.payment for one in self._told(RecordPayment)}

    @property
    def receipts(self) -> Set[str]:
        return {one.receipt for one in self._told(ReceiveGoods)}

    @property
    def counts(self) -> Set[str]:
        return {one.count for one in self._told(CountStock)}

    @property
    def credit_limit(self) -> Decimal:
        return CREDIT_LIMIT

    @property
    def now(self) -> datetime:
        return self.world.agenda.now()

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        return self.world.all(service, kind)

    def find(self, service: str, kind: type[E], id: str) -> E | None:
        return self.world.find(service, kind, id)

    def kept(self) -> Iterator[tuple[str, Any]]:
        for service, store in self.world.stores.items():
            for entities in store.entities.values():
                for loaded in entities.values():
                    yield service, loaded.entity

    def _told(self, kind: type[Any]) -> list[Any]:
        requests = self.world.gateway.requests.values()
        return [request.message for request in requests if isinstance(request.message, kind)]
