"""Goods on their way, and what carriers last said of each parcel."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self

from shared.contracts.stock import ParcelStatus
from shared.contracts.values import Parcel, StockLine


def shipment_id(case: str) -> str:
    """A case has one shipment; its id follows from the case's."""
    return "shp_" + case.removeprefix("case_")


@dataclass(frozen=True, slots=True)
class ShippedParcel:
    """heard_at: the carrier's own clock of what was last heard, None before the first word; place: where
    it was."""

    tracking: str
    contents: tuple[StockLine, ...]
    status: ParcelStatus = "announced"
    heard_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """recalled: the goods are back, or are never to leave (a tombstone, without parcels)."""

    id: str
    tenant: str
    case: str
    warehouse: str
    state: Literal["dispatched", "recalled"]
    at: datetime
    parcels: tuple[ShippedParcel, ...] = ()

    @property
    def told(self) -> tuple[Parcel, ...]:
        """The parcels as other services are told of them."""
        return tuple(Parcel(tracking=parcel.tracking, contents=parcel.contents) for parcel in self.parcels)

    def parcel(self, tracking: str) -> ShippedParcel | None:
        return next((parcel for parcel in self.parcels if parcel.tracking == tracking), None)

    def with_parcel(self, changed: ShippedParcel) -> Self:
        """The same with one parcel's news, found by its number."""
        parcels = tuple(changed if parcel.tracking == changed.tracking else parcel for parcel in self.parcels)
        return replace(self, parcels=parcels)
