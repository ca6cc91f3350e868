"""One notification on its way to one subscription."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from services.notifications.domain.event import Event
from services.notifications.domain.subscription import Subscription
from shared.contracts.decision import Effect, derived_id
from shared.contracts.notifying import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is to be told. id: also the effect's id, the same over all attempts and redeliveries.

    event: the event's id, sent as `webhook-id`; type: its name for clients, such as `case.closed`; body: the
    JSON text that is sent and signed, or that is put into words; asked_at: when it was last asked for, by the event
    itself or for a redelivery.
    """

    id: str
    tenant: str
    client: str
    subscription: str
    event: str
    case: str
    type: str
    url: str
    body: str
    created_at: datetime
    asked_at: datetime
    channel: Channel = "webhook"

    @property
    def was_asked_again(self) -> bool:
        return self.asked_at > self.created_at

    def again(self, now: datetime) -> "Delivery":
        return replace(self, asked_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the effect of a delivery carries: all that a list of deliveries shows. The body, the secrets and the address
    are read when it is sent."""

    delivery: str
    client: str
    subscription: str
    event: str
    case: str
    type: str
    url: str
    created_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWebhook(Sending):
    """By a signed webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMail(Sending):
    """By mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendChat(Sending):
    """Into a chat."""


BY_CHANNEL: Mapping[Channel, type[Sending]] = {
    "webhook": SendWebhook,
    "mail": SendMail,
    "chat": SendChat,
}


def delivery_id(message_id: str, subscription: str, now: datetime) -> str:
    """Ordered by time (the first 12 digits are milliseconds since 1970); the same for the same cause and
    instant."""
    return f"{first_id_at(now)}{derived_id(message_id, subscription)[12:]}"


def first_id_at(instant: datetime) -> str:
    """Where the ids of deliveries made at this instant begin."""
    return f"dlv_{int(instant.timestamp() * 1000):012x}"


def new_delivery(
    *, id: str, event: Event, client: str, subscription: Subscription, now: datetime
) -> Delivery:
    """client: whose subscription it is, also for an event that is about no client's case."""
    return Delivery(
        id=id,
        tenant=event.tenant,
        client=client,
        subscription=subscription.id,
        event=event.id,
        case=event.case,
        type=event.type,
        url=subscription.url,
        body=event.body,
        created_at=now,
        asked_at=now,
        channel=subscription.channel,
    )


def effect_of(delivery: Delivery, due_at: datetime | None = None) -> Effect:
    """Send it now, or not before `due_at`; asked for again under its id, it becomes due again and keeps the attempts it
    had."""
    return Effect(
        id=delivery.id,
        destination=destination(delivery.url or delivery.channel, delivery.subscription),
        what=BY_CHANNEL[delivery.channel](
            delivery=delivery.id,
            client=delivery.client,
            subscription=delivery.subscription,
            event=delivery.event,
            case=delivery.case,
            type=delivery.type,
            url=delivery.url,
            created_at=delivery.created_at,
            asked_at=delivery.asked_at,
        ),
        due_at=delivery.asked_at if due_at is None else due_at,
    )


def destination(url: str, subscription: str) -> str:
    """One subscription's host, so that a slow receiver delays nobody else, not even another customer of the
    same host; without the path, which may hold a token of the receiver's. Of mail, the channel's name stands for the
    host."""
    return f"{urlsplit(url).hostname or url.partition(':')[0]} {subscription}"
