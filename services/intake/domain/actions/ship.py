"""Logistics ships what was reserved for a case."""

from services.intake.domain.action import Action, Asking
from services.intake.domain.actions.reserve_stock import missing_text
from services.intake.domain.answers import Answer, Done, NotPossible, UndoFailed, Undone, Waiting
from services.intake.domain.case import Case
from shared.contracts.shipments import (
    PrepareShipment,
    RecallRefused,
    RecallShipment,
    ShipmentDispatched,
    ShipmentNotPossible,
    ShipmentRecalled,
)


def _ask(asking: Asking) -> PrepareShipment:
    case = asking.case
    return PrepareShipment(
        case=case.id,
        step=asking.step.name,
        warehouse=case.warehouse,
        recipient=case.party("recipient", "buyer"),
    )


def _undo(case: Case, step: str) -> RecallShipment:
    return RecallShipment(case=case.id, step=step, warehouse=case.warehouse)


def _dispatched(event: ShipmentDispatched) -> Answer:
    tracking = ", ".join(parcel.tracking for parcel in event.parcels)
    details = {"shipment": event.shipment, "tracking": tracking}
    if event.promised_on is not None:
        details["promised_on"] = event.promised_on.isoformat()
    if event.rest:
        details["to_follow"] = missing_text(event.rest)
        return Waiting("stock", details["to_follow"], progress="shipment_dispatched", details=details)
    return Done("shipment_dispatched", details)


def _not_possible(event: ShipmentNotPossible) -> Answer:
    return NotPossible("stock", missing_text(event.missing), secured_by="reserve_stock")


SHIP = Action(
    name="ship",
    ask=_ask,
    answers={
        ShipmentDispatched: _dispatched,
        ShipmentNotPossible: _not_possible,
        ShipmentRecalled: lambda _: Undone(),
        RecallRefused: lambda event: UndoFailed(event.reason),
    },
    undo=_undo,
    binds=True,
    needs=("lines",),
    after="reserve_stock",
)
