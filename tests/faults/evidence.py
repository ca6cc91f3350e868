"""What the real databases hold, as the simulation's invariants want to see it (see their Evidence)."""

from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import services.accounting.collections
import services.intake.collections
import services.logistics.collections
import services.notifications.collections
import services.validation.collections
from shared.contracts.accounts import RecordPayment
from shared.contracts.decision import Collection, Entity
from shared.contracts.message import Message
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor
from shared.persistence.mapping import from_document
from shared.persistence.outcomes import outcome_of
from tests.faults.ledger import Ledger
from tests.faults.stage import CREDIT_LIMIT, Stage
from tests.simulation.invariants import OF_SERVICES
from tests.simulation.witness import Watch

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
_CLIENT = Actor(kind="client", id="shop")


class RealEvidence:
    """Everything is read once, when it is made: at rest nothing changes."""

    def __init__(self, stage: Stage, ledger: Ledger) -> None:
        self.cases = dict(ledger.cases)
        self.touched: Set[str] = frozenset(ledger.cases)
        self.credit_limit = Decimal(CREDIT_LIMIT)
        self.now = _now_at_intake(stage)
        self.refused: Set[str] = frozenset(_turned_down(stage, ledger))
        self._accepted = [*map(_payment, ledger.payments), *map(_receipt, ledger.receipts)]
        self._kept: dict[str, dict[type[Any], dict[str, Any]]] = {
            service: {collection.kind: _read(stage, service, collection) for collection in collections}
            for service, collections in _COLLECTIONS.items()
        }

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        """Every entity of that kind."""
        return list(self._kept[service][kind].values())

    def find(self, service: str, kind: type[E], id: str) -> E | None:
        found: E | None = self._kept[service][kind].get(id)
        return found

    def broken(self) -> Iterator[str]:
        """What the invariants have against it, the first objection of each."""
        for kind in OF_SERVICES:
            try:
                self._show(kind(self))
            except AssertionError as broken:
                yield f"{kind.__name__}: {broken}"

    def _show(self, watch: Watch) -> None:
        """As if everything had been accepted and committed just now, numbered things in their order."""
        for kind, see in watch.sees.items():
            if issubclass(kind, Message):
                seen: list[Any] = [message for message in self._accepted if isinstance(message, kind)]
            else:
                seen = sorted(self._of(kind), key=lambda entity: str(getattr(entity, "number", entity.id)))
            for one in seen:
                see(one)
        watch.check()

    def _of(self, kind: type[Any]) -> list[Any]:
        return [entity for kinds in self._kept.values() for entity in kinds.get(kind, {}).values()]


def _turned_down(stage: Stage, ledger: Ledger) -> Iterator[str]:
    """Receipts that the warehouse did not take."""
    for receipt, operation in ledger.receipts.items():
        outcome = outcome_of(stage.mongo["coulisse_logistics"], f"msg_{operation.removeprefix('op_')}")
        if outcome is not None and outcome.status == "refused":
            yield receipt


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


def _payment(id: str) -> RecordPayment:
    """The invariants ask of an accepted message who it is, nothing else."""
    return RecordPayment(
        payment=id, case="", ledger="main", amount=Decimal(0), currency="EUR", received_on=date.min, reference="",
        actor=_CLIENT,
    )  # fmt: skip


def _receipt(id: str) -> ReceiveGoods:
    return ReceiveGoods(receipt=id, warehouse="main", lines=(), reference="", actor=_CLIENT)
