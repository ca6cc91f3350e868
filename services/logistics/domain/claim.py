"""What follows when a parcel is lost or comes back: somebody has to see to it, until it is settled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from services.logistics.domain.shipment import Shipment, ShippedParcel
from services.logistics.domain.stock_item import ZERO
from shared.contracts.decision import Key, Known, Moment, Need
from shared.contracts.shipments import ParcelStatus
from shared.contracts.values import StockLine

Outcome = Literal["", "paid", "refused", "found", "returned"]
CLAIMED: frozenset[ParcelStatus] = frozenset({"lost", "returned"})


@dataclass(frozen=True, slots=True)
class Claim:
    """kind: lost, to be claimed from the carrier, or returned, to be put back on the shelf by a return case. worth:
    what the contents of a lost parcel had cost; outcome: paid or refused by the carrier, found (the parcel turned
    up), or returned (a return case brought the goods back); empty while open. paid: what the carrier paid."""

    id: str
    tenant: str
    case: str
    shipment: str
    tracking: str
    kind: Literal["lost", "returned"]
    contents: tuple[StockLine, ...]
    worth: Decimal
    opened_at: datetime
    is_open: bool = True
    outcome: Outcome = ""
    paid: Decimal = ZERO
    note: str = ""
    closed_at: datetime | None = None

    def closed(self, outcome: Outcome, at: datetime, paid: Decimal = ZERO, note: str = "") -> "Claim":
        return replace(self, is_open=False, outcome=outcome, closed_at=at, paid=paid, note=note)


def claim_id(shipment: str, tracking: str) -> str:
    """A parcel has one claim at most."""
    return f"clm_{shipment.removeprefix('shp_')}-{tracking}"


def claims_of(shipment: Shipment) -> Iterable[Need]:
    """The claims that there may be about its parcels."""
    return [Key(Claim, claim_id(shipment.id, parcel.tracking)) for parcel in shipment.parcels]


def claim_after(
    shipment: Shipment, parcel: ShippedParcel, before: Claim | None, moment: Moment
) -> tuple[Claim, ...]:
    """What a parcel's news mean for its claim: a lost or returned one opens it, one that turns up closes it."""
    if parcel.status in CLAIMED:
        if before is not None and before.is_open and before.kind == parcel.status:
            return ()
        return (_opened(shipment, parcel, moment),)
    if before is not None and before.is_open and parcel.status == "delivered":
        return (before.closed("found", moment.now),)
    return ()


def closed_by_return(shipment: Shipment, known: Known, moment: Moment) -> Iterable[Claim]:
    """A return case has put goods of this shipment back: nobody has to wait any longer for those that came back."""
    for parcel in shipment.parcels:
        claim = known.get(Claim, claim_id(shipment.id, parcel.tracking))
        if claim is not None and claim.is_open and claim.kind == "returned":
            yield claim.closed("returned", moment.now)


def _opened(shipment: Shipment, parcel: ShippedParcel, moment: Moment) -> Claim:
    return Claim(
        claim_id(shipment.id, parcel.tracking),
        shipment.tenant,
        shipment.case,
        shipment.id,
        parcel.tracking,
        "lost" if parcel.status == "lost" else "returned",
        parcel.contents,
        _worth(shipment, parcel),
        moment.now,
    )


def _worth(shipment: Shipment, parcel: ShippedParcel) -> Decimal:
    """The parcel's share of what the shipment's goods had cost, article by article."""
    worth = ZERO
    for line in parcel.contents:
        gone = [moved for moved in shipment.goods() if moved.item.endswith(f"/{line.article}")]
        pieces = -sum(moved.quantity for moved in gone)
        amount = -sum((moved.amount for moved in gone), ZERO)
        worth += amount * line.quantity / pieces if pieces else ZERO
    return worth.quantize(Decimal("0.01"))
