"""What intake keeps, and by which indexes it is found."""

from services.intake.domain.case import Case
from services.intake.domain.comment import Comment
from services.intake.domain.number_series import NumberSeries
from services.intake.domain.timeline import TimelineEntry, Told
from shared.contracts.cases import RemindCase
from shared.contracts.decision import Collection, Due, Index
from shared.contracts.message import Lane


def _reminder(case: Case) -> RemindCase:
    if case.due_at is None:
        raise LookupError(f"case {case.id} is not due")
    return RemindCase(case=case.id, due_at=case.due_at)


def _lane(case: Case) -> Lane:
    return case.priority


CASES = Collection(
    "cases",
    Case,
    indexes=(
        # Ids are ordered by time, so each list is newest first by id. The first index also answers for type,
        # client and priority without touching the cases; its fields never change, so it is written once per
        # case.
        Index(("tenant", "-id", "type", "client", "priority")),
        Index(("tenant", "status", "-id", "type")),
        Index(("tenant", "reference", "-id")),
        Index(("tenant", "number"), unique=True),
        Index(("tenant", "-id"), where={"raised": True}),
        # Key figures are counted on this one alone; a case enters it once, when it ends.
        Index(
            ("tenant", "ended_at", "type", "status", "late", "opened_at"),
            where={"ended_at": {"$type": "date"}},
        ),
        # Types and clients that are rare in a large organisation; the fields never change either.
        Index(("tenant", "type", "-id")),
        Index(("tenant", "client", "-id")),
        # Only of the few that have it, so that the others pay nothing.
        Index(("tenant", "priority", "-id"), where={"priority": "urgent"}),
        Index(("tenant", "tags", "-id"), where={"tags.0": {"$exists": True}}),
    ),
    due=Due(message=_reminder, lane=_lane),
)

COLLECTIONS = (
    CASES,
    # All are read by their own key alone: an entry's id sorts as the story goes.
    Collection("timeline", TimelineEntry),
    Collection("comments", Comment),
    Collection("told", Told),
    Collection("number_series", NumberSeries),
)
