"""What notifications keeps, with the indexes that its queries need."""

from services.notifications.domain.bouncing import Bounce
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import Digest, reminder
from services.notifications.domain.event import Event, EventLog
from services.notifications.domain.parties import CaseParties
from services.notifications.domain.redelivery import Redelivery
from services.notifications.domain.subscription import ClientSubscriptions
from services.notifications.domain.template import Template
from shared.contracts.decision import Collection, Due, Index

DATABASE = "coulisse_notifications"

SUBSCRIPTIONS = "subscriptions"
DELIVERIES = "deliveries"
REDELIVERIES = "redeliveries"
EVENTS = "events"
EVENT_LOGS = "event_logs"
DIGESTS = "digests"
CASE_PARTIES = "case_parties"
BOUNCES = "bounces"
TEMPLATES = "templates"

KEPT_FOR = 30 * 24 * 3600
"""Seconds from a delivery's creation until its text is forgotten and it cannot be sent again."""

EVENTS_KEPT_FOR = 31 * 24 * 3600
"""Seconds for which an event can be read: 30 days, and a day for who was just away."""

BOUNCES_KEPT_FOR = 730 * 24 * 3600
"""Seconds from a bounce until the address is forgotten and tried once more: mailboxes come back, and nobody needs the
hash of an address that was not written to for two years."""

COLLECTIONS = (
    Collection(SUBSCRIPTIONS, ClientSubscriptions, indexes=(Index(("tenant", "hears", "id")),)),
    Collection(DIGESTS, Digest, due=Due(message=reminder, lane=lambda _: "normal")),
    Collection(CASE_PARTIES, CaseParties),
    Collection(
        BOUNCES,
        Bounce,
        indexes=(
            Index(("tenant", "client", "-bounced_at")),
            Index(("bounced_at",), expire_after=BOUNCES_KEPT_FOR),
        ),
    ),
    Collection(TEMPLATES, Template, indexes=(Index(("tenant", "name", "language")),)),
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
