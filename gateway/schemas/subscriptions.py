"""Subscriptions: how they are changed, and how they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Accepted, Answer
from gateway.schemas.explained import Instant, Shape
from gateway.schemas.receivers import ShownPreference, ShownRecipient


class MissedSince(Shape):
    """From when on; and before when, else now."""

    since = Instant(required=True)
    until = Instant()


class Subscription(Answer):
    """Where one client is told what."""

    id = shown.words(example="sub_0198c1a2b3c47d5e8f90123456789abc")
    channel = shown.one_of("webhook", "mail", "chat")
    url = shown.words(
        "Of a chat without its secret part; empty for mail.", example="https://erp.example.org/coulisse"
    )
    to = shown.part(ShownRecipient, "Of mail, else null.", null=True)
    format = shown.words("Of a chat, `slack` or `teams`; else null.", null=True)
    preference = shown.part(ShownPreference, "Of mail and chat, else null.", null=True)
    events = shown.texts("Names of events, or `*` for all of this client's cases.")
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
