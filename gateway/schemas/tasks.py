"""Bodies and queries about tasks."""

from gateway.schemas.explained import Choice, Shape, code
from gateway.schemas.paging import Page


class TaskList(Page):
    """By state, by the team that may take them, and by who has claimed them (`none`: nobody)."""

    state = Choice("open", "decided", "withdrawn", load_default="open")
    team = code()
    assignee = code()


class Assignment(Shape):
    """Who is to decide: the name of a person's client."""

    assignee = code(required=True)
