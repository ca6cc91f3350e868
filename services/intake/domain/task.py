"""A task: what waits for a person, who has taken it, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.cases import Priority
from shared.contracts.people import TaskKind, TaskState
from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that a person has to see to.

    review, approval: decided by a review of validation; correction: the front office has to mend the case, and somebody
    follows that up; exception: a step is late, or could not be undone, or is doubted.

    revision: place in the story of the case at which it last said how the task stands; assignee: who has claimed it,
    empty for nobody; wanted_by: when it is due, None when it is not timed; due_at: when its lead is to be called, None
    once that is done or nobody needs to; escalated_to: whom that was, empty also for a team without a lead; claims:
    place in the story of the case at which it was last claimed or released, 0 for never; timed_by_hand,
    ranked_by_hand: a person has set wanted_by or priority, which then stays."""

    id: str
    tenant: str
    kind: TaskKind
    state: TaskState
    case: str
    step: str
    round: int
    revision: int
    number: str = ""
    client: str = ""
    team: str = ""
    title_en: str = ""
    title_fr: str = ""
    priority: Priority = "normal"
    opened_at: datetime | None = None
    wanted_by: datetime | None = None
    assignee: str = ""
    claimed_at: datetime | None = None
    four_eyes: bool = False
    answered: bool = False
    accepted_by: Actor | None = None
    answer: str = ""
    reason: str = ""
    done_by: Actor | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    escalated_at: datetime | None = None
    escalated_to: str = ""
    claims: int = 0
    timed_by_hand: bool = False
    ranked_by_hand: bool = False


def review_task(case: str, step: str) -> str:
    """Such as `task_0198c1....approve`."""
    return f"task_{case.removeprefix('case_')}.{step}"


def correction_task(case: str, step: str) -> str:
    return f"{review_task(case, step)}.correction"


def exception_task(case: str, step: str) -> str:
    return f"{review_task(case, step)}.exception"


def case_of_task(id: str) -> str:
    """The case of a task, or "" for what is no id of one."""
    case, dot, _ = id.removeprefix("task_").partition(".")
    return f"case_{case}" if id.startswith("task_") and case and dot else ""
