"""Bodies of what is asked about reviews, payments, stock, parcels and subscriptions."""

from datetime import timedelta
from typing import Any

from marshmallow import validates_schema

from gateway.schemas.explained import Amount, Choice, Day, Instant, Shape, Text, Whole, an_id, code, refuse


class ReviewDecision(Shape):
    """A person's decision, on the round that they read."""

    round = Whole(1, 10_000, required=True)
    answer = Choice("accept", "refuse", "correct", required=True)
    reason = Text(1000, least=0, load_default="")

    @validates_schema
    def says_why(self, data: dict[str, Any], **_: Any) -> None:
        """Whoever is refused is told why."""
        if data["answer"] != "accept" and not data["reason"].strip():
            error = refuse("required", "A reason is needed unless the answer is accept.", "Say why.")
            error.field_name = "reason"
            raise error


class NewPayment(Shape):
    """Money received for a case."""

    case = an_id("case", required=True)
    amount = Amount(least="0.01", required=True)
    currency = Text(3, least=3, pattern="[A-Z]{3}", wanted="three capital letters (ISO 4217)", required=True)
    received_on = Day(required=True)
    reference = Text(140, required=True)
    ledger = code(load_default="main")


class StockQuantity(Shape):
    """Whole pieces of one article that came in."""

    article = code(required=True)
    quantity = Whole(1, 10_000_000, required=True)


class ParcelEvent(Shape):
    """What a carrier says of a parcel, under the carrier's own id."""

    tracking = code(80, required=True)
    carrier_event = Text(100, required=True)
    status = Choice(
        "announced",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "delayed",
        "lost",
        "returned",
        required=True,
    )
    at = Instant(required=True)
    place = Text(100, least=0, load_default="")


class Rotation(Shape):
    """For how many hours the old secret signs beside the new one."""

    overlap_hours = Whole(0, 168, load_default=24)

    @staticmethod
    def overlap(body: dict[str, Any]) -> timedelta:
        """As a duration."""
        return timedelta(hours=body["overlap_hours"])
