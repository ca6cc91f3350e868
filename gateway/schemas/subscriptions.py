"""Subscriptions: how they are changed, and how they are read."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Accepted, Answer
from gateway.schemas.composed import Items
from gateway.schemas.explained import Instant, Shape, Text, refuse
from gateway.schemas.truth import Truth


class SubscriptionChange(Shape):
    """What is left out stays as it is."""

    url = Text(2048, least=8, pattern=r"[!-~]+", wanted="an address without spaces")
    events = Items(Text(60), least=1, most=30)
    disabled = Truth()

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        """A change of nothing is a mistake."""
        if not data:
            raise refuse(
                "empty", "Nothing is to be changed.", "Send at least one of url, events and disabled."
            )


class MissedSince(Shape):
    """From when on; and before when, else now."""

    since = Instant(required=True)
    until = Instant()


class Subscription(Answer):
    """Where one client is told what."""

    id = shown.words(example="sub_0198c1a2b3c47d5e8f90123456789abc")
    url = shown.words(example="https://erp.example.org/coulisse")
    events = shown.texts("Names of events, or `*` for all.")
    state = shown.one_of("active", "disabled", "refused")
    reason = shown.words("Why it is not active, else empty.")
    created_at = shown.instant()
    old_secret_until = shown.instant("Until when the old secret signs too; null when one signs.", null=True)
    revision = shown.whole("Counts up with every change; the entity tag carries it.")


class AcceptedPing(Accepted):
    """The test event is on its way: read what became of it at the address in Location."""

    delivery = shown.words(example="dlv_019a55f0c1d2b3c47d5e8f9012345678")


class Redelivery(Answer):
    """Everything that one subscription missed in a period, on its way again in pieces of a hundred."""

    id = shown.words(example="rdl_0198c1a2b3c47d5e8f90123456789abc")
    subscription = shown.words()
    since = shown.instant()
    until = shown.instant()
    state = shown.one_of("running", "done", "failed")
    asked = shown.whole("Deliveries that are sent again so far.")
    started_at = shown.instant()
    finished_at = shown.instant(null=True)
    failure = shown.words(null=True)


SubscriptionList = shown.list_of(Subscription)
