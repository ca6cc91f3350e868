"""What the invariants ask besides what they see: the simulation answers from its worlds, the fault tests from real
databases."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from shared.contracts.decision import Entity
from tests.simulation.world import CREDIT_LIMIT, World

E = TypeVar("E", bound=Entity)


class Evidence(Protocol):
    """Asked while nothing is in flight."""

    @property
    def cases(self) -> Mapping[str, str]:
        """Tenant by accepted case."""

    @property
    def touched(self) -> Set[str]:
        """Cases that something was committed about since the invariants were last checked."""

    @property
    def refused(self) -> Set[str]:
        """Receipts and counts that were accepted at the door and turned down by the warehouse."""

    @property
    def now(self) -> datetime: ...

    @property
    def credit_limit(self) -> Decimal: ...

    def find(self, service: str, kind: type[E], id: str) -> E | None: ...


@dataclass(frozen=True, slots=True)
class SimulatedEvidence:
    """A world as evidence."""

    world: World

    @property
    def cases(self) -> Mapping[str, str]:
        return self.world.people.cases

    @property
    def touched(self) -> Set[str]:
        return self.world.witness.touched

    @property
    def refused(self) -> Set[str]:
        return self.world.witness.refused

    @property
    def now(self) -> datetime:
        return self.world.agenda.now()

    @property
    def credit_limit(self) -> Decimal:
        return CREDIT_LIMIT

    def find(self, service: str, kind: type[E], id: str) -> E | None:
        return self.world.find(service, kind, id)
