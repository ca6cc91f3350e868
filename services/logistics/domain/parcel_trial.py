"""PlayParcels: in a sandbox no carrier calls, so that parcels move by themselves, on the sandbox's clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.logistics.domain.sandbox import ROUTES, Stage, route_of
from services.logistics.domain.shipment import Shipment
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.sandbox import is_sandbox
from shared.contracts.shipments import PlayParcels, RecordParcelEvent


@dataclass(frozen=True, slots=True)
class ParcelTrial:
    """What the parcels of one shipment are still to go through; its id is the shipment's.

    route: in `sandbox.ROUTES`; stage: the place of the next one in it; due_at: when that happens, None when all has.
    """

    id: str
    tenant: str
    route: str
    began_at: datetime
    stage: int
    due_at: datetime | None


def trial_key(shipment: str, tenant: str) -> tuple[Key[ParcelTrial], ...]:
    """What shipping needs to know to begin a trial: nothing for live tenants."""
    return (Key(ParcelTrial, shipment),) if is_sandbox(tenant) else ()


def trial_of(shipment: Shipment) -> tuple[ParcelTrial, ...]:
    """What a shipment that leaves now begins: nothing for live tenants."""
    if not is_sandbox(shipment.tenant):
        return ()
    route = route_of(line.article for parcel in shipment.parcels for line in parcel.contents)
    due_at = shipment.at + ROUTES[route][0].after
    return (ParcelTrial(shipment.id, shipment.tenant, route, shipment.at, 0, due_at),)


def needed(message: PlayParcels, _moment: Moment) -> Iterable[Need]:
    return (Key(ParcelTrial, message.shipment), Key(Shipment, message.shipment))


def play(message: PlayParcels, known: Known, moment: Moment) -> Decision:
    """Tell, as a carrier would, of every stage whose time has come; nothing more once the shipment was recalled."""
    trial, shipment = known.get(ParcelTrial, message.shipment), known.get(Shipment, message.shipment)
    if trial is None or shipment is None or trial.due_at is None or trial.due_at > moment.now:
        return NOTHING
    if shipment.state == "recalled":
        return Decision(save=(replace(trial, due_at=None),))
    left = ROUTES[trial.route][trial.stage :]
    now = [stage for stage in left if trial.began_at + stage.after <= moment.now]
    reached = trial.stage + len(now)
    following = ROUTES[trial.route][reached : reached + 1]
    due_at = trial.began_at + following[0].after if following else None
    told = (
        _event(trial, stage, place, parcel.tracking)
        for place, stage in enumerate(now, start=trial.stage)
        for parcel in shipment.parcels
    )
    return Decision(save=(replace(trial, stage=reached, due_at=due_at),), send=tuple(told))


def _event(trial: ParcelTrial, stage: Stage, place: int, tracking: str) -> RecordParcelEvent:
    return RecordParcelEvent(
        shipment=trial.id,
        tracking=tracking,
        carrier_event=f"trial-{place}-{tracking}",
        status=stage.status,
        at=trial.began_at + stage.after,
        place=stage.place,
    )
