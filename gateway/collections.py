"""What the gateway keeps in its own database, `coulisse_gateway`, and the indexes that its queries need."""

from gateway.accepting import accepted, making
from gateway.access import api_keys, limits
from shared.contracts.decision import Index

KEPT_FOR = 7 * 24 * 3600
"""Seconds for which the same Idempotency-Key gives the same answer, counted from when the message was sent."""

INDEXES: tuple[tuple[str, Index], ...] = (
    (accepted.COLLECTION, Index(("sent_at",), expire_after=KEPT_FOR)),
    (accepted.COLLECTION, Index(("created_at",), where={"unsent": True})),
    (accepted.COLLECTION, Index(("case",), unique=True, where={"case": {"$exists": True}})),
    (accepted.COLLECTION, Index(("tenant", "-case"), where={"received": {"$exists": True}})),
    (accepted.COLLECTION, Index(("operation",))),
    (making.COLLECTION, Index(("created_at",), expire_after=KEPT_FOR)),
    (limits.COLLECTION, Index(("at",), expire_after=10 * limits.WINDOW)),
    (api_keys.COLLECTION, Index(("tenant", "client"))),
    (api_keys.COLLECTION, Index(("owner", "_id"))),
)
