"""Goods on their way, and what carriers last said of each parcel."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Self

from services.logistics.domain.movement import MovedPieces
from services.logistics.domain.stock_item import item_id
from shared.contracts.shipments import ParcelStatus
from shared.contracts.values import Parcel, StockLine


def shipment_id(case: str, *, rest: bool = False) -> str:
    """Ids follow from the case's: it has one shipment and, where what was short follows later, a second one."""
    return "shp_" + case.removeprefix("case_") + ("-2" if rest else "")


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
    """recalled: the goods are back, or are never to leave (a tombstone, without parcels). moved: what left the
    shelf, with lots and worth; returned: what has come back of it since; promised_on: the day by which it is to
    arrive; late: it will not, and the case was told; due_at: when to look whether it will, None when there is
    nothing to look for."""

    id: str
    tenant: str
    case: str
    warehouse: str
    state: Literal["dispatched", "recalled"]
    at: datetime
    parcels: tuple[ShippedParcel, ...] = ()
    moved: tuple[MovedPieces, ...] = ()
    returned: tuple[StockLine, ...] = ()
    promised_on: date | None = None
    late: bool = False
    due_at: datetime | None = None

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

    def out(self, article: str) -> int:
        """Pieces that were sent and have not come back."""
        sent = sum(
            line.quantity for parcel in self.parcels for line in parcel.contents if line.article == article
        )
        return sent - self.back(article)

    def back(self, article: str) -> int:
        """Pieces that have come back."""
        return sum(line.quantity for line in self.returned if line.article == article)

    def with_return(self, article: str, quantity: int) -> Self:
        """So many pieces have come back or, when negative, gone out once more."""
        sums = {line.article: line.quantity for line in self.returned}
        sums[article] = sums.get(article, 0) + quantity
        lines = tuple(StockLine(article=code, quantity=pieces) for code, pieces in sums.items() if pieces)
        return replace(self, returned=lines)

    def goods(self) -> tuple[MovedPieces, ...]:
        """What left the shelf; of a shipment from before worth and lots were kept, the contents alone."""
        if self.moved:
            return self.moved
        lines = (line for parcel in self.parcels for line in parcel.contents)
        return tuple(
            MovedPieces(item_id(self.tenant, self.warehouse, line.article), -line.quantity) for line in lines
        )
