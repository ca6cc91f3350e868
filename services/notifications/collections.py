"""What notifications keeps, with the indexes that its queries need."""

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.subscription import ClientSubscriptions
from shared.contracts.decision import Collection, Index

DATABASE = "coulisse_notifications"

SUBSCRIPTIONS = "subscriptions"
DELIVERIES = "deliveries"

KEPT_FOR = 30 * 24 * 3600
"""Seconds from a delivery's creation until it is forgotten."""

COLLECTIONS = (
    Collection(SUBSCRIPTIONS, ClientSubscriptions),
    Collection(
        DELIVERIES,
        Delivery,
        indexes=(
            Index(("tenant", "client", "-_id")),
            Index(("created_at",), expire_after=KEPT_FOR),
        ),
    ),
)

EFFECT_INDEXES = (
    Index(("tenant", "what.client", "state", "-what.delivery", "-what.round")),
    Index(("what.subscription", "state", "attempts.at")),
)
"""For deliveries by state, and for the question whether a subscription answered at all lately."""
