"""Decision on every event of a case: kept in the log, and one delivery for each subscription that wants it."""

from collections.abc import Iterable

from services.notifications.domain.delivery import Delivery, delivery_id, effect_of, new_delivery
from services.notifications.domain.event import Event, EventLog, event_id
from services.notifications.domain.payload import CaseEvent, body, event_name
from services.notifications.domain.subscription import ClientSubscriptions, Subscription, id_of
from shared.contracts.decision import Decision, Key, Known, Moment, Need


def needed(message: CaseEvent, moment: Moment) -> Iterable[Need]:
    return (
        Key(ClientSubscriptions, id_of(moment.tenant, message.client)),
        Key(EventLog, moment.tenant),
    )


def needed_then(message: CaseEvent, known: Known, moment: Moment) -> Iterable[Need]:
    return tuple(
        Key(Delivery, delivery_id(moment.message_id, subscription.id, moment.now))
        for subscription in _listening(message, known, moment)
    )


def tell(message: CaseEvent, known: Known, moment: Moment) -> Decision:
    """Mostly nobody listens, and then the event is only kept."""
    log = known.get(EventLog, moment.tenant) or EventLog(id=moment.tenant, tenant=moment.tenant)
    event = _next_event(message, log, moment)
    deliveries = tuple(
        new_delivery(
            id=delivery_id(moment.message_id, subscription.id, moment.now),
            event=event,
            subscription=subscription,
            now=moment.now,
        )
        for subscription in _listening(message, known, moment)
    )
    return Decision(
        save=(log.with_next(event), *deliveries),
        add=(event,),
        effects=tuple(effect_of(delivery) for delivery in deliveries),
    )


def _next_event(message: CaseEvent, log: EventLog, moment: Moment) -> Event:
    at = log.instant(moment.now)
    id = event_id(moment.message_id, at)
    return Event(
        id=id,
        tenant=moment.tenant,
        number=log.last + 1,
        at=at,
        type=event_name(message),
        case=message.case,
        client=message.client,
        body=body(message, id, at),
    )


def _listening(message: CaseEvent, known: Known, moment: Moment) -> tuple[Subscription, ...]:
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    return client.listening_to(event_name(message)) if client else ()
