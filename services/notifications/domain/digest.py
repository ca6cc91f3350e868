"""What is gathered for somebody who does not want to be told of each event, and told when its time has come."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from services.notifications.domain.delivery import Delivery, delivery_id, effect_of, new_delivery
from services.notifications.domain.event import Event, event_id
from services.notifications.domain.payload import as_text
from services.notifications.domain.subscription import ClientSubscriptions, Subscription, id_of
from services.notifications.domain.timing import next_digest
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.notifying import CloseDigest
from shared.contracts.quick import replace

DIGEST = "coulisse.digest"
MOST_EVENTS = 100
"""Told in one digest; of further ones only their number is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What waits for one subscription, and where that writes to the parties of cases, for one case.

    events: ids, the oldest first; more: how many there are beyond MOST_EVENTS; due_at: None while nothing waits.
    """

    id: str
    tenant: str
    client: str
    subscription: str
    case: str
    events: tuple[str, ...] = ()
    more: int = 0
    due_at: datetime | None = None

    def with_event(self, event: str, due_at: datetime) -> "Digest":
        """The first one says when the digest is due."""
        kept = len(self.events) < MOST_EVENTS
        return replace(
            self,
            events=(*self.events, event) if kept else self.events,
            more=self.more if kept else self.more + 1,
            due_at=self.due_at or due_at,
        )


def digest_id(subscription: Subscription, case: str) -> str:
    """One for each subscription; for each case where its parties are written to, since they differ."""
    return f"dig_{subscription.id}_{case}" if subscription.role else f"dig_{subscription.id}"


def gathered(
    known: Known, client: ClientSubscriptions, subscription: Subscription, event: Event, zone: tzinfo
) -> Digest:
    """The subscription's digest with this event in it."""
    id = digest_id(subscription, event.case)
    digest = known.get(Digest, id) or Digest(
        id=id,
        tenant=event.tenant,
        client=client.client,
        subscription=subscription.id,
        case=event.case if subscription.role else "",
    )
    assert subscription.preference is not None  # noqa: S101 - the caller has looked at its pace
    return digest.with_event(event.id, next_digest(subscription.preference, event.at, zone))


def reminder(digest: Digest) -> CloseDigest:
    """What the runtime sends when the digest's time has come."""
    assert digest.due_at is not None  # noqa: S101 - the runtime looks for those that have one
    return CloseDigest(
        digest=digest.id, client=digest.client, subscription=digest.subscription, due_at=digest.due_at
    )


def needed(message: CloseDigest, moment: Moment) -> Iterable[Need]:
    return (Key(Digest, message.digest), Key(ClientSubscriptions, id_of(moment.tenant, message.client)))


def needed_then(message: CloseDigest, known: Known, moment: Moment) -> Iterable[Need]:
    digest = known.get(Digest, message.digest)
    yield Key(Delivery, delivery_id(moment.message_id, message.subscription, moment.now))
    for id in digest.events if digest else ():
        yield Key(Event, id)


def close(message: CloseDigest, known: Known, moment: Moment) -> Decision:
    """One delivery of everything that waits; nothing is told where the subscription is gone or switched off."""
    digest = known.get(Digest, message.digest)
    if digest is None or digest.due_at is None or digest.due_at > moment.now:
        return NOTHING
    emptied = replace(digest, events=(), more=0, due_at=None)
    client = known.get(ClientSubscriptions, id_of(moment.tenant, message.client))
    subscription = client.find(message.subscription) if client else None
    if subscription is None or subscription.state != "active":
        return Decision(save=(emptied,))
    delivery = new_delivery(
        id=delivery_id(moment.message_id, subscription.id, moment.now),
        event=_as_event(digest, known, moment),
        client=message.client,
        subscription=subscription,
        now=moment.now,
    )
    return Decision(save=(emptied, delivery), effects=(effect_of(delivery),))


def _as_event(digest: Digest, known: Known, moment: Moment) -> Event:
    """Told like any other, and kept in no log, which has the events themselves."""
    found = [event for id in digest.events if (event := known.get(Event, id)) is not None]
    id = event_id(moment.message_id, moment.now)
    data = {
        "subscription": digest.subscription,
        "events": [json.loads(event.body) for event in found],
        "more": digest.more,
    }
    return Event(
        id=id,
        tenant=moment.tenant,
        number=0,
        at=moment.now,
        type=DIGEST,
        case=digest.case,
        client=digest.client,
        body=as_text(id, DIGEST, moment.now, digest.client, data),
    )


ZoneOf = Callable[[str], tzinfo]
"""The time zone of an organisation."""
