"""Decision on every event of a case: one delivery for each subscription that wants it."""

from collections.abc import Iterable

from services.notifications.domain.delivery import Delivery, delivery_id, effect_of, new_delivery
from services.notifications.domain.payload import CaseEvent, body, event_name
from services.notifications.domain.subscription import ClientSubscriptions, Subscription, id_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need


def needed(message: CaseEvent, moment: Moment) -> Iterable[Need]:
    return (Key(ClientSubscriptions, id_of(moment.tenant, message.client)),)


def needed_then(message: CaseEvent, known: Known, moment: Moment) -> Iterable[Need]:
    return tuple(
        Key(Delivery, delivery_id(moment.message_id, subscription.id, moment.now))
        for subscription in _listening(message, known, moment)
    )


def tell(message: CaseEvent, known: Known, moment: Moment) -> Decision:
    """Mostly nobody listens, and then nothing is written."""
    listening = _listening(message, known, moment)
    if not listening:
        return NOTHING
    text = body(message, moment.now)
    deliveries = tuple(
        new_delivery(
            id=delivery_id(moment.message_id, subscription.id, moment.now),
            tenant=moment.tenant,
            client=message.client,
            subscription=subscription,
            case=message.case,
            type=event_name(message),
            body=text,
            now=moment.now,
        )
        for subscription in listening
    )
    return Decision(save=deliveries, effects=tuple(effect_of(delivery) for delivery in deliveries))


def _listening(message: CaseEvent, known: Known, moment: Moment) -> tuple[Subscription, ...]:
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    return client.listening_to(event_name(message)) if client else ()
