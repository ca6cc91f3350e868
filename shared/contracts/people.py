"""Messages of intake about people: who is in which team, and what waits for whom."""

from datetime import datetime
from typing import Literal

from shared.contracts.cases import Priority
from shared.contracts.message import Message, command, event
from shared.contracts.values import Actor

TaskKind = Literal["review", "approval", "correction", "exception"]
TaskState = Literal["open", "done", "withdrawn"]
BY_TEAM = ("team",)


@command("team.define.v1", by="gateway", to="intake", partition_by=BY_TEAM)
class DefineTeam(Message):
    """Who is in a team: names of clients that stand for persons. lead: who is called when something is overdue, empty
    for nobody; `at` is when it was said: of two definitions the later one counts, whichever comes first."""

    team: str
    title_en: str
    title_fr: str
    lead: str
    members: tuple[str, ...]
    at: datetime
    actor: Actor


@event("team.defined.v1", by="intake", to=("validation",), partition_by=BY_TEAM)
class TeamDefined(Message):
    """Decisions on reviews go by it."""

    team: str
    lead: str
    members: tuple[str, ...]
    at: datetime


@command("agent.define.v1", by="gateway", to="intake", partition_by=("agent",))
class DefineAgent(Message):
    """What is known of a person who works here, by the name of their client: the language that they work in (ISO
    639-1), and whether they are there. `at`: see DefineTeam."""

    agent: str
    language: str
    present: bool
    at: datetime
    actor: Actor


@command("task.keep.v1", by="intake", to="intake")
class KeepTask(Message):
    """What the case says of a task; what people did with it stays. revision: place of the case's story that says so, of
    two the later counts; answer, reason, done_by: what came of it; accepted_by: the first of two persons."""

    case: str
    task: str
    revision: int
    kind: TaskKind
    state: TaskState
    step: str
    round: int
    number: str
    client: str
    team: str
    title_en: str
    title_fr: str
    priority: Priority
    wanted_by: datetime | None = None
    four_eyes: bool = False
    answered: bool = False
    accepted_by: Actor | None = None
    answer: str = ""
    reason: str = ""
    done_by: Actor | None = None


@command("task.claim.v1", by="gateway", to="intake")
class ClaimTask(Message):
    """`assignee` is going to see to it; `actor` says so: the same person, who holds it and hands it over, the team's
    lead, or a supervisor."""

    case: str
    task: str
    assignee: str
    actor: Actor
    supervisor: bool = False


@command("task.release.v1", by="gateway", to="intake")
class ReleaseTask(Message):
    """Who claimed it is not going to see to it after all."""

    case: str
    task: str
    actor: Actor
    supervisor: bool = False


@command("task.change.v1", by="gateway", to="intake")
class ChangeTask(Message):
    """Another due time or priority; None leaves them as they are."""

    case: str
    task: str
    actor: Actor
    supervisor: bool = False
    wanted_by: datetime | None = None
    priority: Priority | None = None


@command("task.finish.v1", by="gateway", to="intake")
class FinishTask(Message):
    """An exception was seen to. note: what was done, without personal data."""

    case: str
    task: str
    note: str
    actor: Actor
    supervisor: bool = False


@command("task.remind.v1", by="intake", to="intake")
class RemindTask(Message):
    """The due time of a task has come."""

    case: str
    task: str
    due_at: datetime
