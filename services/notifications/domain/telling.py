"""Decision on every event: kept in the log, and one delivery, or a place in a digest, for each subscription that wants
it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.notifications.domain.delivery import Delivery, delivery_id, effect_of, new_delivery
from services.notifications.domain.digest import Digest, ZoneOf, digest_id, gathered
from services.notifications.domain.event import Event, EventLog, event_id
from services.notifications.domain.parties import CaseParties, parties_of
from services.notifications.domain.payload import Told, body, case_of, client_of, event_name
from services.notifications.domain.subscription import (
    HOUSE_WIDE,
    ClientSubscriptions,
    Subscription,
    id_of,
)
from services.notifications.domain.timing import is_gathered, told_at
from shared.contracts.cases import CaseOpened
from shared.contracts.decision import Decision, Effect, Entity, Key, Known, Moment, Need, Selection

MOST_CLIENTS = 200
"""Of one organisation that are told of a house-wide event."""


@dataclass(frozen=True)
class Telling:
    """zone_of: by organisation, for quiet hours and digests."""

    zone_of: ZoneOf

    def needed(self, message: Told, moment: Moment) -> Iterable[Need]:
        yield _listeners(message, moment)
        yield Key(EventLog, moment.tenant)
        if isinstance(message, CaseOpened) and message.parties:
            yield Key(CaseParties, message.case)

    def needed_then(self, message: Told, known: Known, moment: Moment) -> Iterable[Need]:
        urgent = moment.lane == "urgent"
        for _, subscription in _listening(message, known, moment):
            if subscription.role:
                yield Key(CaseParties, case_of(message))
            if is_gathered(subscription.preference, urgent=urgent):
                yield Key(Digest, digest_id(subscription, case_of(message)))
            else:
                yield Key(Delivery, delivery_id(moment.message_id, subscription.id, moment.now))

    def tell(self, message: Told, known: Known, moment: Moment) -> Decision:
        """Mostly nobody listens, and then the event is only kept."""
        log = known.get(EventLog, moment.tenant) or EventLog(id=moment.tenant, tenant=moment.tenant)
        event = _next_event(message, log, moment)
        parties = _parties(message, known, moment)
        saved: list[Entity] = [log.with_next(event)]
        if parties is not None and isinstance(message, CaseOpened):
            saved.append(parties)
        effects: list[Effect] = []
        for client, subscription in _listening(message, known, moment):
            if subscription.role and (parties is None or subscription.role not in parties.refs):
                continue
            self._tell(client, subscription, event, known, moment, saved, effects)
        return Decision(save=tuple(saved), add=(event,), effects=tuple(effects))

    def _tell(
        self,
        client: ClientSubscriptions,
        subscription: Subscription,
        event: Event,
        known: Known,
        moment: Moment,
        saved: list[Entity],
        effects: list[Effect],
    ) -> None:
        urgent, zone = moment.lane == "urgent", self.zone_of(moment.tenant)
        if is_gathered(subscription.preference, urgent=urgent):
            saved.append(gathered(known, client, subscription, event, zone))
            return
        delivery = new_delivery(
            id=delivery_id(moment.message_id, subscription.id, moment.now),
            event=event,
            client=client.client,
            subscription=subscription,
            now=moment.now,
        )
        saved.append(delivery)
        effects.append(effect_of(delivery, told_at(subscription.preference, moment.now, zone, urgent=urgent)))


def _listeners(message: Told, moment: Moment) -> Need:
    name = event_name(message)
    if name in HOUSE_WIDE:
        return _house_wide(name, moment)
    return Key(ClientSubscriptions, id_of(moment.tenant, client_of(message)))


def _house_wide(name: str, moment: Moment) -> Selection[ClientSubscriptions]:
    equals = (("tenant", moment.tenant), ("hears", name))
    return Selection(ClientSubscriptions, equals, ("id",), MOST_CLIENTS)


def _listening(
    message: Told, known: Known, moment: Moment
) -> Iterator[tuple[ClientSubscriptions, Subscription]]:
    name = event_name(message)
    clients: Iterable[ClientSubscriptions | None]
    if name in HOUSE_WIDE:
        clients = known.select(_house_wide(name, moment))
    else:
        clients = (known.get(ClientSubscriptions, id_of(moment.tenant, client_of(message))),)
    for client in clients:
        if client is not None:
            for subscription in client.listening_to(name):
                yield client, subscription


def _parties(message: Told, known: Known, moment: Moment) -> CaseParties | None:
    """Of the case, as far as the message or somebody who is told by role asks for them."""
    if isinstance(message, CaseOpened) and message.parties:
        return known.get(CaseParties, message.case) or parties_of(message, moment)
    asked = any(subscription.role for _, subscription in _listening(message, known, moment))
    return known.get(CaseParties, case_of(message)) if asked else None


def _next_event(message: Told, log: EventLog, moment: Moment) -> Event:
    at = log.instant(moment.now)
    id = event_id(moment.message_id, at)
    return Event(
        id=id,
        tenant=moment.tenant,
        number=log.last + 1,
        at=at,
        type=event_name(message),
        case=case_of(message),
        client=client_of(message),
        body=body(message, id, at),
    )
