"""Tasks: what is asked of them, and how they are read."""

from typing import Any

from marshmallow import fields, validates_schema

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Instant, Shape, Text, code, refuse
from gateway.schemas.paging import Page
from gateway.schemas.shown_cases import Who

KINDS = ("review", "approval", "correction", "exception")


class TaskList(Page):
    """By state and kind, by the team that may take them, by who has claimed them (`none`: nobody), by case, and by the
    lead who was called since they are overdue."""

    state = Choice("open", "done", "withdrawn", load_default="open")
    kind = Choice(*KINDS)
    team = code()
    assignee = code()
    case = code(80)
    escalated_to = code()


class Assignment(Shape):
    """Who is to see to it: the name of a person's client."""

    assignee = code(required=True)


class TaskChange(Shape):
    """What is to be otherwise; what is left out stays."""

    due_at = Instant()
    priority = Choice("normal", "urgent")

    @validates_schema
    def says_what(self, data: dict[str, Any], **_: Any) -> None:
        """A change of nothing is a mistake."""
        if not data:
            raise refuse("required", "Nothing is to be changed.", "Give due_at or priority.")


class TaskNote(Shape):
    """What was done about an exception, without names or other personal data."""

    note = Text(1000, required=True)


class Task(Answer):
    """What waits for a person, or waited.

    review, approval: end with a decision; correction: ends when the case was corrected; exception: ends when the step
    has moved on, or somebody says what was done."""

    id = shown.words(example="task_0198c1a2b3c47d5e8f90123456789abc.review")
    kind = shown.one_of(*KINDS)
    case = shown.words()
    number = shown.words("Of the case.", example="CP-2026-000417")
    step = shown.words()
    round = shown.whole("To be sent with the decision.")
    state = shown.one_of("open", "done", "withdrawn")
    client = shown.words("Who handed the case over.")
    team = shown.words("Who may see to it; empty for anybody.")
    title_en = shown.words()
    title_fr = shown.words()
    priority = shown.one_of("normal", "urgent")
    opened_at = shown.instant()
    due_at = shown.instant(null=True)
    assignee = shown.words("Who has claimed it.", null=True)
    claimed_at = shown.instant(null=True)
    four_eyes = shown.truth("Whether two different persons have to accept.")
    answered = shown.truth("Whether a decision needs words also when it accepts.")
    accepted_by = shown.part(Who, "The first of the two who accepted.", null=True)
    answer = shown.one_of("accept", "refuse", "correct", null=True)
    reason = shown.words("What was decided, answered or done about it; empty while it is open.")
    done_by = shown.part(Who, null=True)
    ended_at = shown.instant(null=True)
    escalated_at = shown.instant("When it was overdue and its lead was called.", null=True)
    escalated_to = shown.words("The lead who was called; null for a team without one.", null=True)


TaskPage = shown.page_of(Task)


class Workload(Answer):
    """What one person of a team has to do and has done; agent is null for what nobody has claimed."""

    team = shown.words()
    agent = shown.words(null=True)
    open = shown.whole()
    overdue = shown.whole()
    escalated = shown.whole()
    exceptions = shown.whole()
    done = shown.whole("In the period.")


class Workloads(Answer):
    """By team and person, counted at the moment of asking."""

    since = fields.DateTime(required=True)
    as_of = fields.DateTime(required=True)
    items = shown.several(Workload)


class WorkloadPeriod(Shape):
    """since: what was done from this instant on, by default the last 30 days."""

    since = Instant()
