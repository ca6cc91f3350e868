"""What intake keeps, and by which indexes it is found."""

from services.intake.domain.case import Case
from services.intake.domain.comment import Comment
from services.intake.domain.likeness import Likeness
from services.intake.domain.number_series import NumberSeries
from services.intake.domain.rating import Rating
from services.intake.domain.task import Task
from services.intake.domain.team import Agent, Team
from services.intake.domain.timeline import TimelineEntry, Told
from shared.contracts.cases import RemindCase
from shared.contracts.decision import Collection, Due, Index
from shared.contracts.message import Lane
from shared.contracts.people import RemindTask


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


def _task_reminder(task: Task) -> RemindTask:
    if task.due_at is None:
        raise LookupError(f"task {task.id} is not due")
    return RemindTask(case=task.case, task=task.id, due_at=task.due_at)


def _task_lane(task: Task) -> Lane:
    return task.priority


TASKS = Collection(
    "tasks",
    Task,
    indexes=(
        # Work lists, those due first first: of everybody, of a team, of a person; by kind; the escalated ones.
        Index(("tenant", "state", "wanted_by", "id")),
        Index(("tenant", "state", "team", "wanted_by", "id")),
        Index(("tenant", "state", "assignee", "wanted_by", "id")),
        Index(("tenant", "state", "kind", "wanted_by", "id")),
        Index(("tenant", "escalated_to", "wanted_by", "id"), where={"escalated_at": {"$type": "date"}}),
        # Workload is counted on these alone.
        Index(("tenant", "state", "team", "assignee", "wanted_by", "escalated_at", "kind")),
        Index(("tenant", "ended_at", "team", "done_by.id"), where={"ended_at": {"$type": "date"}}),
        Index(("tenant", "case", "id")),
    ),
    due=Due(message=_task_reminder, lane=_task_lane),
)

RATINGS = Collection(
    "ratings",
    Rating,
    indexes=(Index(("tenant", "at", "type", "team", "rating")), Index(("tenant", "-at", "-id"))),
)

COLLECTIONS = (
    CASES,
    TASKS,
    RATINGS,
    Collection("teams", Team, indexes=(Index(("tenant", "name")),)),
    Collection("agents", Agent, indexes=(Index(("tenant", "name")),)),
    Collection("likenesses", Likeness),
    # All are read by their own key alone: an entry's id sorts as the story goes.
    Collection("timeline", TimelineEntry),
    Collection("comments", Comment),
    Collection("told", Told),
    Collection("number_series", NumberSeries),
)
