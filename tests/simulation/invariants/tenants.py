"""Nothing of one tenant's case is ever kept under another tenant."""

from collections.abc import Mapping
from typing import Any

from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See
from tests.simulation.world import rooms


class Tenants:
    def __init__(self, evidence: Evidence) -> None:
        self._cases = evidence.cases

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {collection.kind: self._keeps for room in rooms() for collection in room.collections}

    def _keeps(self, entity: Any) -> None:
        wanted = self._cases.get(getattr(entity, "case", entity.id), entity.tenant)
        assert entity.tenant == wanted, (
            f"{type(entity).__name__} {entity.id} of {wanted} is kept for {entity.tenant}"
        )

    def check(self) -> None:
        """Nothing more: it was checked as it was committed."""
