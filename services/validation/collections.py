"""Where validation keeps what it knows."""

from services.validation.domain.check import Check
from services.validation.domain.content_use import ContentUse
from services.validation.domain.review import Review
from services.validation.domain.team import Team
from shared.contracts.decision import Collection, Due, Index
from shared.contracts.documents import RecheckDocuments
from shared.contracts.message import Lane


def _reminder(check: Check) -> RecheckDocuments:
    if check.due_at is None:
        raise LookupError(f"check {check.id} is not due")
    return RecheckDocuments(case=check.case, step=check.step, due_at=check.due_at)


def _lane(_check: Check) -> Lane:
    return "normal"


CHECKS = Collection(
    "checks", Check, indexes=(Index(("tenant", "case")),), due=Due(message=_reminder, lane=_lane)
)
TEAMS = Collection("teams", Team)
CONTENT_USES = Collection("content_uses", ContentUse)
REVIEWS = Collection(
    "reviews",
    Review,
    indexes=(
        Index(("tenant", "state", "-opened_at", "-id")),
        Index(("tenant", "state", "team", "-opened_at", "-id")),
    ),
)

COLLECTIONS = (CHECKS, CONTENT_USES, REVIEWS, TEAMS)
