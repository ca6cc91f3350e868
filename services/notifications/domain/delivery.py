"""One notification on its way to one subscription."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from services.notifications.domain.subscription import Subscription
from shared.contracts.decision import Effect, derived_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is to be told. id: also the `webhook-id`, the same over all attempts and redeliveries.

    type: the event's name for clients, such as `case.closed`; body: the JSON text that is sent and signed;
    round: 1, then one more for each redelivery that was asked for, the last at asked_at.
    """

    id: str
    tenant: str
    client: str
    subscription: str
    case: str
    type: str
    url: str
    body: str
    created_at: datetime
    asked_at: datetime
    round: int = 1

    @property
    def effect_id(self) -> str:
        return effect_id(self.id, self.round)

    def again(self, now: datetime) -> "Delivery":
        return replace(self, round=self.round + 1, asked_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWebhook:
    """One round of a delivery: what its effect carries. The performer reads the rest when it sends."""

    delivery: str
    round: int
    client: str
    subscription: str
    case: str
    type: str
    asked_at: datetime


def delivery_id(message_id: str, subscription: str, now: datetime) -> str:
    """Ordered by time (its first 12 digits are milliseconds since 1970), the same for the same cause and
    instant."""
    milliseconds = int(now.timestamp() * 1000)
    return f"dlv_{milliseconds:012x}{derived_id(message_id, subscription)[:20]}"


def effect_id(delivery: str, round: int) -> str:
    return f"{delivery}-{round}"


def effect_of(delivery: Delivery) -> Effect:
    """Send it now. The destination is one subscription's host, so that a slow receiver delays nobody else,
    not even another customer of the same host."""
    return Effect(
        id=delivery.effect_id,
        destination=destination(delivery.url, delivery.subscription),
        what=SendWebhook(
            delivery=delivery.id,
            round=delivery.round,
            client=delivery.client,
            subscription=delivery.subscription,
            case=delivery.case,
            type=delivery.type,
            asked_at=delivery.asked_at,
        ),
        due_at=delivery.asked_at,
    )


def destination(url: str, subscription: str) -> str:
    """Without the path, which may hold a token of the receiver's."""
    return f"{urlsplit(url).hostname or ''} {subscription}"


def new_delivery(
    *,
    id: str,
    tenant: str,
    client: str,
    subscription: Subscription,
    case: str,
    type: str,
    body: str,
    now: datetime,
) -> Delivery:
    return Delivery(
        id=id,
        tenant=tenant,
        client=client,
        subscription=subscription.id,
        case=case,
        type=type,
        url=subscription.url,
        body=body,
        created_at=now,
        asked_at=now,
    )
