"""What logistics keeps, with the few indexes that its selections and queries need."""

from typing import Any

from services.logistics.domain.acknowledging import Acknowledgement
from services.logistics.domain.article import Article
from services.logistics.domain.movement import Movement
from services.logistics.domain.parcel_event import ParcelEvent
from services.logistics.domain.parcel_trial import ParcelTrial
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem
from shared.contracts.decision import Collection, Due, Index
from shared.contracts.message import Lane
from shared.contracts.stock import PlayParcels

ACKNOWLEDGEMENTS_KEPT_FOR = 30 * 24 * 3600
"""Seconds for which the results of a list of acknowledgements can be read."""


def _playing(trial: ParcelTrial) -> PlayParcels:
    return PlayParcels(shipment=trial.id)


def _lane(_trial: ParcelTrial) -> Lane:
    return "normal"


COLLECTIONS: tuple[Collection[Any], ...] = (
    Collection("stock_items", StockItem, (Index(("tenant", "warehouse", "article")),)),
    Collection(
        "reservations",
        Reservation,
        (
            Index(("state", "waits_for", "place"), where={"state": "waiting"}),
            Index(("state", "items", "-place"), where={"state": "reserved"}),
        ),
    ),
    Collection(
        "movements",
        Movement,
        (
            # One kind or all of them: there are few, and their lists are merged.
            Index(("lines.item", "reason", "-at", "-id")),
            Index(("tenant", "warehouse", "reason", "-at", "-id")),
            Index(("tenant", "synced", "at", "id")),
        ),
    ),
    Collection(
        "shipments",
        Shipment,
        (Index(("tenant", "state", "-at", "-id")),),
    ),
    Collection("parcel_events", ParcelEvent, (Index(("shipment", "at")),)),
    Collection("parcel_trials", ParcelTrial, due=Due(message=_playing, lane=_lane)),
    # Found and listed by their ids, which begin with the tenant.
    Collection("articles", Article),
    Collection(
        "acknowledgements", Acknowledgement, (Index(("at",), expire_after=ACKNOWLEDGEMENTS_KEPT_FOR),)
    ),
)
