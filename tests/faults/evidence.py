"""What the real databases hold, as the invariants of the simulation want to see it."""

from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import services.accounting.collections
import services.intake.collections
import services.logistics.collections
import services.notifications.collections
import services.validation.collections
from shared.contracts.decision import Collection, Entity
from shared.persistence.mapping import from_document
from tests.faults.ledger import Ledger
from tests.faults.stage import CREDIT_LIMIT, Stage

E = TypeVar("E", bound=Entity)
_COLLECTIONS: dict[str, tuple[Collection[Any], ...]] = {
    "intake": services.intake.collections.COLLECTIONS,
    "validation": services.validation.collections.COLLECTIONS,
    "accounting": services.accounting.collections.COLLECTIONS,
    "logistics": services.logistics.collections.COLLECTIONS,
    "notifications": services.notifications.collections.COLLECTIONS,
}
_REMINDER_SECONDS = 10
"""For a reminder that is on its way at this moment."""


class RealEvidence:
    """Everything is read once, when it is made: at rest nothing changes. Satisfies `Evidence` of the invariants."""

    def __init__(self, stage: Stage, ledger: Ledger) -> None:
        self.cases = dict(ledger.cases)
        self.payments: Set[str] = frozenset(ledger.payments)
        self.receipts: Set[str] = frozenset(ledger.receipts)
        self.counts: Set[str] = frozenset()
        self.credit_limit = Decimal(CREDIT_LIMIT)
        self.now = _now_at_intake(stage)
        self._kept: dict[str, dict[type[Any], dict[str, Any]]] = {
            service: {collection.kind: _read(stage, service, collection) for collection in collections}
            for service, collections in _COLLECTIONS.items()
        }

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        return list(self._kept[service][kind].values())

    def find(self, service: str, kind: type[E], id: str) -> E | None:
        found: E | None = self._kept[service][kind].get(id)
        return found

    def kept(self) -> Iterator[tuple[str, Any]]:
        """Every entity, with the service that keeps it."""
        for service, kinds in self._kept.items():
            for entities in kinds.values():
                for entity in entities.values():
                    yield service, entity


def _now_at_intake(stage: Stage) -> datetime:
    file = stage.clock_file("intake")
    ahead = float(file.read_text()) if file.exists() else 0.0
    return datetime.now(UTC) + timedelta(seconds=ahead - _REMINDER_SECONDS)


def _read(stage: Stage, service: str, collection: Collection[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for document in stage.mongo[f"coulisse_{service}"][collection.name].find():
        document.pop("version")
        document.pop("guarded_by", None)
        entity = from_document(document, collection.kind)
        found[entity.id] = entity
    return found
