"""PingSubscription: a test event for one subscription."""

from collections.abc import Iterable

from services.notifications.domain.delivery import Delivery, effect_of, new_delivery
from services.notifications.domain.event import Event, event_id
from services.notifications.domain.payload import as_text
from services.notifications.domain.subscribing import GONE
from services.notifications.domain.subscription import ClientSubscriptions, id_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, refused
from shared.contracts.subscriptions import PingSubscription

PING = "coulisse.ping"

_DISABLED = refused("disabled", "The subscription is switched off.", "Enable it first.")

_NOBODY = refused(
    "nobody_to_try",
    "This subscription writes to the parties of cases: there is nobody to try it on.",
    "Preview its texts instead, or submit a case in a sandbox.",
)


def needed(message: PingSubscription, moment: Moment) -> Iterable[Need]:
    return (
        Key(ClientSubscriptions, id_of(moment.tenant, message.client)),
        Key(Delivery, message.delivery),
    )


def ping(message: PingSubscription, known: Known, moment: Moment) -> Decision:
    """One delivery of its own, whatever the subscription listens to; nothing when it is gone."""
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    subscription = client.find(message.subscription) if client else None
    if subscription is None:
        return Decision(answer=GONE)
    if subscription.state == "disabled":
        return Decision(answer=_DISABLED)
    if subscription.role:
        return Decision(answer=_NOBODY)
    if known.get(Delivery, message.delivery) is not None:
        return NOTHING
    event = _ping_event(message, moment)
    delivery = new_delivery(
        id=message.delivery, event=event, client=message.client, subscription=subscription, now=moment.now
    )
    return Decision(save=(delivery,), effects=(effect_of(delivery),))


def _ping_event(message: PingSubscription, moment: Moment) -> Event:
    """Told like any other, and kept in no log: nothing has happened to anybody."""
    id = event_id(moment.message_id, moment.now)
    data = {"subscription": message.subscription, "delivery": message.delivery}
    return Event(
        id=id,
        tenant=moment.tenant,
        number=0,
        at=moment.now,
        type=PING,
        case="",
        client=message.client,
        body=as_text(id, PING, moment.now, message.client, data),
    )
