"""Shipments, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.commands import ParcelEvent
from gateway.schemas.explained import Choice, an_id
from gateway.schemas.invoices import BilledAddress
from gateway.schemas.since_until import TimedPage

STATUSES = tuple(ParcelEvent().fields["status"].metadata["enum"])


class ShipmentList(TimedPage):
    """By state and by when they left, or the one of a case."""

    state = Choice("dispatched", "recalled")
    case = an_id("case")


class PackedLine(Answer):
    """Pieces of one article in a parcel."""

    article = shown.words(example="CH-100")
    quantity = shown.whole()


class ShippedParcel(Answer):
    """A parcel and what was last heard of it."""

    tracking = shown.words(example="CX000417123456789010014FR")
    contents = shown.several(PackedLine)
    status = shown.one_of(*STATUSES)
    heard_at = shown.instant("By the carrier's clock; null before the first word.", null=True)
    place = shown.words("Where it was; empty when the carrier did not say.")


class CarrierEvent(Answer):
    """What a carrier said."""

    tracking = shown.words()
    status = shown.one_of(*STATUSES)
    at = shown.instant("By the carrier's clock.")
    place = shown.words()
    recorded_at = shown.instant()
    effect = shown.one_of("moved", "heard", "late", "unknown_parcel", description="What it changed.")


class ListedShipment(Answer):
    """What left the house for a case."""

    id = shown.words(example="shp_0198c1a2b3c47d5e8f90123456789abc")
    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    warehouse = shown.words(example="lyon")
    state = shown.one_of("dispatched", "recalled")
    at = shown.instant("When it left.")
    promised_on = shown.day(
        "By when it is to arrive; null for shipments from before that was said.", null=True
    )
    late = shown.truth("Whether it was not out for delivery on the promised day.")
    parcels = shown.several(ShippedParcel)


class Addressee(Answer):
    """Who gets the goods."""

    name = shown.words(example="Dépôt Roche")
    address = shown.part(BilledAddress, null=True)


class Shipment(ListedShipment):
    """A shipment with where it goes, and what carriers said of its parcels."""

    delivered_to = shown.part(
        Addressee, "The recipient, or else the buyer; null when the person's data was erased.", null=True
    )
    events = shown.several(CarrierEvent, "In order of the carriers' clocks, the latest 1000.")


ShipmentPage = shown.page_of(ListedShipment)
