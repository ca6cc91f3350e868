"""What notifications keeps, with the indexes that its queries need."""

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.event import Event, EventLog
from services.notifications.domain.redelivery import Redelivery
from services.notifications.domain.subscription import ClientSubscriptions
from shared.contracts.decision import Collection, Index

DATABASE = "coulisse_notifications"

SUBSCRIPTIONS = "subscriptions"
DELIVERIES = "deliveries"
REDELIVERIES = "redeliveries"
EVENTS = "events"
EVENT_LOGS = "event_logs"

KEPT_FOR = 30 * 24 * 3600
"""Seconds from a delivery's creation until its text is forgotten and it cannot be sent again."""

EVENTS_KEPT_FOR = 31 * 24 * 3600
"""Seconds for which an event can be read: 30 days, and a day for who was just away."""

COLLECTIONS = (
    Collection(SUBSCRIPTIONS, ClientSubscriptions),
    Collection(DELIVERIES, Delivery, indexes=(Index(("created_at",), expire_after=KEPT_FOR),)),
    Collection(REDELIVERIES, Redelivery, indexes=(Index(("started_at",), expire_after=KEPT_FOR),)),
    Collection(EVENT_LOGS, EventLog),
    Collection(
        EVENTS,
        Event,
        indexes=(
            Index(("tenant", "number"), unique=True),
            Index(("tenant", "case", "number")),
            Index(("tenant", "type", "number")),
            Index(("tenant", "at", "number")),
            Index(("at",), expire_after=EVENTS_KEPT_FOR),
        ),
    ),
)

EFFECT_INDEXES = (
    Index(("tenant", "what.client", "-id")),
    Index(("tenant", "what.client", "state", "-id")),
    Index(("tenant", "what.client", "what.type", "-id")),
    Index(("what.subscription", "state", "-id")),
    Index(("what.subscription", "state", "attempts.at")),
)
"""For a client's deliveries, the same by state or by type of event, those of a subscription by state, and whether a
subscription accepted anything lately."""
