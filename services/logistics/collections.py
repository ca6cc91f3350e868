"""What logistics keeps, with the few indexes that its selections and queries need."""

from typing import Any

from services.logistics.domain.movement import Movement
from services.logistics.domain.parcel_event import ParcelEvent
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.logistics.domain.stock_item import StockItem
from shared.contracts.decision import Collection, Index

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
    Collection("movements", Movement, (Index(("lines.item", "-at", "-id")),)),
    Collection("shipments", Shipment),
    Collection("parcel_events", ParcelEvent, (Index(("shipment", "at")),)),
)
