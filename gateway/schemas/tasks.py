"""Tasks: what is asked of them, and how they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Shape, code
from gateway.schemas.paging import Page
from gateway.schemas.shown_cases import CaseDocument, Who


class TaskList(Page):
    """By state, by the team that may take them, and by who has claimed them (`none`: nobody)."""

    state = Choice("open", "decided", "withdrawn", load_default="open")
    team = code()
    assignee = code()


class Assignment(Shape):
    """Who is to decide: the name of a person's client."""

    assignee = code(required=True)


class Task(Answer):
    """What waits for a person, or waited."""

    id = shown.words(example="task_0198c1a2b3c47d5e8f90123456789abc.review")
    kind = shown.one_of("review")
    case = shown.words()
    step = shown.words()
    round = shown.whole("To be sent with the decision.")
    state = shown.one_of("open", "decided", "withdrawn")
    client = shown.words("Who handed the case over.")
    team = shown.words("Who may decide it; empty for anybody.")
    title_en = shown.words()
    title_fr = shown.words()
    documents = shown.several(CaseDocument)
    opened_at = shown.instant()
    due_at = shown.instant(null=True)
    assignee = shown.words("Who has claimed it.", null=True)
    claimed_at = shown.instant(null=True)
    four_eyes = shown.truth("Whether two different persons have to accept.")
    accepted_by = shown.part(Who, "The first of the two who accepted.", null=True)
    accepted_at = shown.instant(null=True)
    answer = shown.one_of("accept", "refuse", "correct", null=True)
    reason = shown.words("Empty while it is open.")
    decided_by = shown.part(Who, null=True)
    decided_at = shown.instant(null=True)


TaskPage = shown.page_of(Task)
