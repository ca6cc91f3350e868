"""Lots and serial numbers, and who had them."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Shape, Text, code
from gateway.schemas.paging import Page


class LotList(Page):
    """The lots of one article in one warehouse."""

    warehouse = code(load_default="main")
    article = code(required=True)


class TracedShipments(Page):
    """Shipments that had pieces of a lot."""


class LotRecall(Shape):
    """Why nobody is to have any more of the lot."""

    reason = Text(500, required=True)


class Lot(Answer):
    """Pieces of one lot in one warehouse; with a serial number, a single piece."""

    key = shown.words("Its place in the list.")
    lot = shown.words("Null when it is not known.", null=True)
    serial = shown.words("Null for a lot of several pieces.", null=True)
    expires_on = shown.day("The last day on which it may be sent.", null=True)
    on_hand = shown.whole("Whole pieces.")
    state = shown.one_of(
        "good", "expired", "recalled", description="Expired and recalled ones are neither promised nor sent."
    )


class RecalledLot(Answer):
    """That a lot was recalled."""

    article = shown.words(example="CR-10")
    lot = shown.words(example="L2026-07")
    reason = shown.words()
    at = shown.instant()
    actor = shown.words()


class TracedShipment(Answer):
    """A shipment that had pieces of a lot, or the piece of a serial number."""

    id = shown.words("Of the movement.")
    at = shown.instant()
    shipment = shown.words(example="shp_0198c1a2b3c47d5e8f90123456789abc")
    warehouse = shown.words(example="lyon")
    quantity = shown.whole("Whole pieces of it.")
    serials = shown.texts("Which of them, where they have numbers.")


LotPage = shown.page_of(Lot)
TracedShipmentPage = shown.page_of(TracedShipment)
