"""AcknowledgeMovements: an ERP that pulls has fetched stock movements and booked them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.logistics.domain.movement import Movement
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, done
from shared.contracts.values import ErpReference
from shared.contracts.warehouses import AcknowledgeMovements

Result = Literal["acknowledged", "already_acknowledged", "other_reference", "unknown"]


@dataclass(frozen=True, slots=True)
class AcknowledgedItem:
    """reference: what the ERP said; known_reference: what it had said before, empty when nothing."""

    id: str
    reference: str
    result: Result
    known_reference: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of one list of acknowledgements, kept for whoever asks a while later."""

    id: str
    tenant: str
    at: datetime
    items: tuple[AcknowledgedItem, ...]


def needed(message: AcknowledgeMovements, _moment: Moment) -> Iterable[Need]:
    return (
        Key(Acknowledgement, message.acknowledgement),
        *(Key(Movement, item.id, named=True) for item in message.items),
    )


def acknowledge(message: AcknowledgeMovements, known: Known, moment: Moment) -> Decision:
    """Each movement is taken for synced under its reference, once; said again it stays so, and another reference
    for it is not taken."""
    if known.get(Acknowledgement, message.acknowledgement) is not None:
        return NOTHING
    items, synced = [], []
    for item in message.items:
        movement = known.get(Movement, item.id)
        judged = _judged(item, movement)
        items.append(judged)
        if judged.result == "acknowledged" and movement is not None:
            synced.append(movement.acknowledged(item.reference))
    kept = Acknowledgement(message.acknowledgement, moment.tenant, moment.now, tuple(items))
    return Decision(save=(kept, *synced), answer=done(**counted(items)))


def counted(items: Iterable[AcknowledgedItem]) -> dict[str, str]:
    """How many items had which result."""
    return {result: str(count) for result, count in Counter(item.result for item in items).items()}


def _judged(item: ErpReference, movement: Movement | None) -> AcknowledgedItem:
    if movement is None:
        return AcknowledgedItem(item.id, item.reference, "unknown")
    if not movement.synced:
        return AcknowledgedItem(item.id, item.reference, "acknowledged")
    if movement.erp_reference == item.reference:
        return AcknowledgedItem(item.id, item.reference, "already_acknowledged", movement.erp_reference)
    return AcknowledgedItem(item.id, item.reference, "other_reference", movement.erp_reference)
