"""Where validation keeps what it knows."""

from services.validation.domain.check import Check
from services.validation.domain.content_use import ContentUse
from services.validation.domain.review import Review
from shared.contracts.decision import Collection, Index

CHECKS = Collection("checks", Check, indexes=(Index(("tenant", "case")),))
CONTENT_USES = Collection("content_uses", ContentUse)
REVIEWS = Collection(
    "reviews",
    Review,
    indexes=(
        Index(("tenant", "state", "-opened_at", "-id")),
        Index(("tenant", "state", "team", "-opened_at", "-id")),
        # Work lists, the most urgent first.
        Index(("tenant", "state", "wanted_by", "id")),
        Index(("tenant", "state", "team", "wanted_by", "id")),
        Index(("tenant", "state", "assignee", "wanted_by", "id")),
    ),
)

COLLECTIONS = (CHECKS, CONTENT_USES, REVIEWS)
