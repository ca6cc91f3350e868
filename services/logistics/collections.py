"""What logistics keeps, with the few indexes that its selections and queries need."""

from typing import Any

from services.logistics.domain.acknowledging import Acknowledgement
from services.logistics.domain.arrival import Arrival
from services.logistics.domain.article import Article
from services.logistics.domain.claim import Claim
from services.logistics.domain.count_list import CountList
from services.logistics.domain.house import House
from services.logistics.domain.lot import Lot
from services.logistics.domain.lot_recalling import LotRecall
from services.logistics.domain.movement import Movement
from services.logistics.domain.parcel_event import ParcelEvent
from services.logistics.domain.parcel_trial import ParcelTrial
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem
from shared.contracts.decision import Collection, Due, Index
from shared.contracts.message import Lane
from shared.contracts.shipments import CheckShipment, PlayParcels
from shared.contracts.stock import ExpireReservation
from shared.contracts.stocktaking import ExpireLot

ACKNOWLEDGEMENTS_KEPT_FOR = 30 * 24 * 3600
"""Seconds for which the results of a list of acknowledgements can be read."""


def _playing(trial: ParcelTrial) -> PlayParcels:
    return PlayParcels(shipment=trial.id)


def _lane(_trial: ParcelTrial) -> Lane:
    return "normal"


def _expiring(reservation: Reservation) -> ExpireReservation:
    if reservation.due_at is None:
        raise ValueError(f"reservation {reservation.id} is not due")
    return ExpireReservation(case=reservation.id, warehouse=reservation.warehouse, due_at=reservation.due_at)


def _lot_expiring(lot: Lot) -> ExpireLot:
    if lot.due_at is None:
        raise ValueError(f"lot {lot.id} is not due")
    return ExpireLot(lot=lot.id, warehouse=lot.warehouse, due_at=lot.due_at)


def _to_check(shipment: Shipment) -> CheckShipment:
    if shipment.due_at is None:
        raise ValueError(f"shipment {shipment.id} is not due")
    return CheckShipment(shipment=shipment.id, due_at=shipment.due_at)


def _ordinary(_entity: object) -> Lane:
    return "normal"


COLLECTIONS: tuple[Collection[Any], ...] = (
    Collection(
        "stock_items",
        StockItem,
        (
            Index(("tenant", "warehouse", "article")),
            Index(("tenant", "low", "warehouse", "article"), where={"low": True}),
        ),
    ),
    Collection(
        "reservations",
        Reservation,
        (
            Index(("state", "waits_for", "place"), where={"state": "waiting"}),
            Index(("state", "items", "-place"), where={"state": "reserved"}),
            Index(("parked", "id"), where={"parked": {"$gt": ""}}),
        ),
        due=Due(message=_expiring, lane=_ordinary),
    ),
    Collection(
        "movements",
        Movement,
        (
            # One kind or all of them: there are few, and their lists are merged.
            Index(("lines.item", "reason", "-at", "-id")),
            Index(("tenant", "warehouse", "reason", "-at", "-id")),
            Index(("tenant", "synced", "at", "id")),
            Index(("tenant", "traces", "-at", "-id"), where={"traces.0": {"$exists": True}}),
        ),
    ),
    Collection(
        "shipments",
        Shipment,
        (
            Index(("tenant", "state", "-at", "-id")),
            Index(("tenant", "late", "-at", "-id"), where={"late": True}),
        ),
        due=Due(message=_to_check, lane=_ordinary),
    ),
    Collection("houses", House),
    Collection(
        "lots",
        Lot,
        (
            Index(("item", "open", "order", "id"), where={"open": True}),
            Index(("tenant", "article", "lot", "open", "id"), where={"open": True}),
            Index(("tenant", "warehouse", "article", "order", "id")),
        ),
        due=Due(message=_lot_expiring, lane=_ordinary),
    ),
    Collection("lot_recalls", LotRecall, (Index(("tenant", "-at", "-id")),)),
    Collection("arrivals", Arrival),
    Collection("claims", Claim, (Index(("tenant", "is_open", "-opened_at", "-id")),)),
    Collection("count_lists", CountList, (Index(("tenant", "-opened_at", "-id")),)),
    Collection("parcel_events", ParcelEvent, (Index(("shipment", "at")),)),
    Collection("parcel_trials", ParcelTrial, due=Due(message=_playing, lane=_lane)),
    # Found and listed by their ids, which begin with the tenant.
    Collection("articles", Article),
    Collection(
        "acknowledgements", Acknowledgement, (Index(("at",), expire_after=ACKNOWLEDGEMENTS_KEPT_FOR),)
    ),
)
