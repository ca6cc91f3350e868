"""What people do with tasks: claim, hand over, release, change, finish."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol

from services.intake.domain.case import Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.task import Task
from services.intake.domain.team import Agent, Team, agent_key, team_key
from services.intake.domain.turn import Turn
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, Need, done, refused
from shared.contracts.documents import ClaimReview, ReleaseReview
from shared.contracts.errors import NotYetError
from shared.contracts.message import Message
from shared.contracts.people import ChangeTask, ClaimTask, FinishTask, ReleaseTask
from shared.contracts.values import Actor

CLAIMED = refused(
    "claimed_by_other",
    "Somebody else has claimed this.",
    "Read it to see who; ask them to release it, or a supervisor to assign it.",
)
OVER = refused("task_over", "There is nothing left to do here.", "Read it to see how it ended.")
NOT_IN_TEAM = refused(
    "not_in_team",
    "This task is another team's.",
    "Leave it to the team that the task names, or have the person put into that team.",
)
SECOND_NEEDED = refused(
    "second_person_needed",
    "This person has accepted already: four eyes are wanted, so that another person has to accept as well.",
    "Leave it to a colleague.",
    "/assignee",
)
ABSENT = refused("agent_absent", "This person is not there at present.", "Choose somebody else.", "/assignee")
NOT_FINISHED = refused(
    "decided_elsewhere",
    "This task ends with a decision or a correction, not by itself.",
    "Decide it, or have the case corrected.",
)
STUCK = refused(
    "still_stuck",
    "The step could not be undone, and the case waits for it: nobody would see it any more.",
    "See to it, then cancel the case again; the task ends once the step is undone.",
)
_DECIDED = frozenset({"review", "approval"})


class _AboutTask(Protocol):
    @property
    def case(self) -> str: ...
    @property
    def task(self) -> str: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def supervisor(self) -> bool: ...


def needed(message: _AboutTask, moment: Moment) -> Iterable[Need]:
    found: list[Need] = [Key(Task, message.task), Key(Case, message.case)]
    if isinstance(message, ClaimTask):
        found.append(agent_key(moment.tenant, message.assignee))
    return found


def then(message: _AboutTask, known: Known, moment: Moment) -> Iterable[Need]:
    task = known.get(Task, message.task)
    return () if task is None else (team_key(moment.tenant, task.team),)


class Working:
    """Decides on what people ask for. Each leaves a fact in the story of the case."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def claim(self, message: ClaimTask, known: Known, moment: Moment) -> Decision:
        """The first claim counts. Whoever holds a task may hand it over; the team's lead and supervisors may give it to
        anybody of the team."""
        task, team = _task(message, known), _team(message, known, moment)
        if task.assignee == message.assignee and task.state == "open":
            return Decision(answer=_held_by(message.assignee))
        agent = known.get(Agent, agent_key(moment.tenant, message.assignee).id)
        refusal = _refusal(task, team, message) or _refusal_of(message.assignee, task, team, agent)
        if refusal is not None:
            return Decision(answer=refusal)
        if message.assignee != message.actor.id and not _may_give(task, team, message):
            return Decision(answer=CLAIMED)
        revision = case_of(message.case, known).entries + 1
        claimed = replace(task, assignee=message.assignee, claimed_at=moment.now, claims=revision)
        told = ClaimReview(
            case=task.case,
            step=task.step,
            assignee=message.assignee,
            actor=message.actor,
            supervisor=True,
            revision=revision,
            round=task.round,
            second=task.accepted_by is not None,
        )
        return self._noted(
            claimed, "task_claimed", {"assignee": message.assignee}, told, message, known, moment
        )

    def release(self, message: ReleaseTask, known: Known, moment: Moment) -> Decision:
        """Anybody of the team may claim it again."""
        task, team = _task(message, known), _team(message, known, moment)
        refusal = _refusal(task, team, message)
        if refusal is not None or not task.assignee:
            return Decision(answer=refusal)
        revision = case_of(message.case, known).entries + 1
        released = replace(task, assignee="", claimed_at=None, claims=revision)
        told = ReleaseReview(
            case=task.case,
            step=task.step,
            actor=message.actor,
            supervisor=True,
            revision=revision,
            round=task.round,
            second=task.accepted_by is not None,
        )
        return self._noted(released, "task_released", {}, told, message, known, moment)

    def change(self, message: ChangeTask, known: Known, moment: Moment) -> Decision:
        """Another due time lets the task be overdue anew; one that has passed already calls the lead at once."""
        task, team = _task(message, known), _team(message, known, moment)
        refusal = _refusal(task, team, message)
        if refusal is not None:
            return Decision(answer=refusal)
        changed = task
        if message.priority is not None:
            changed = replace(changed, priority=message.priority, ranked_by_hand=True)
        if message.wanted_by is not None:
            due_at = max(message.wanted_by, moment.now)
            changed = replace(changed, wanted_by=message.wanted_by, timed_by_hand=True, due_at=due_at)
        return self._noted(changed, "task_changed", {}, None, message, known, moment)

    def finish(self, message: FinishTask, known: Known, moment: Moment) -> Decision:
        """The exception was seen to: nobody has to look at the step any more."""
        task, team = _task(message, known), _team(message, known, moment)
        refusal = _refusal(task, team, message)
        if refusal is None and task.kind != "exception":
            refusal = NOT_FINISHED
        if refusal is None and case_of(message.case, known).steps[task.step].state == "stuck":
            refusal = STUCK
        if refusal is not None:
            return Decision(answer=refusal)
        finished = replace(
            task,
            state="done",
            reason=message.note,
            done_by=message.actor,
            ended_at=moment.now,
            due_at=None,
            revision=case_of(message.case, known).entries + 1,
        )
        return self._noted(finished, "task_finished", {"note": message.note}, None, message, known, moment)

    def _noted(
        self,
        task: Task,
        what: str,
        details: dict[str, str],
        told: Message | None,
        message: _AboutTask,
        known: Known,
        moment: Moment,
    ) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        turn.note(what, task.step, {"task": task.id, **details})
        if what == "task_finished":
            turn.settle(task.step, finished=task.id)
        if told is not None and task.kind in _DECIDED:
            turn.tell(told)
        turn.answer = done(**({"assignee": task.assignee} if task.assignee else {}))
        return turn.decision(task)


def _task(message: _AboutTask, known: Known) -> Task:
    task = known.get(Task, message.task)
    if task is None:
        raise NotYetError("a task that is not there yet is worked on")
    return task


def _team(message: _AboutTask, known: Known, moment: Moment) -> Team | None:
    return known.get(Team, team_key(moment.tenant, _task(message, known).team).id)


def _refusal(task: Task, team: Team | None, message: Any) -> Answer | None:
    """Why this actor may not touch the task."""
    if task.state != "open":
        return OVER
    if message.supervisor or _leads(team, message.actor):
        return None
    if team is not None and not team.has(message.actor.id):
        return NOT_IN_TEAM
    return CLAIMED if task.assignee not in ("", message.actor.id) else None


def _refusal_of(assignee: str, task: Task, team: Team | None, agent: Agent | None) -> Answer | None:
    """Why this person may not have it, whoever says so."""
    if team is not None and not team.has(assignee):
        return NOT_IN_TEAM
    if agent is not None and not agent.present:
        return ABSENT
    return SECOND_NEEDED if task.accepted_by is not None and task.accepted_by.id == assignee else None


def _may_give(task: Task, team: Team | None, message: ClaimTask) -> bool:
    return message.supervisor or _leads(team, message.actor) or task.assignee == message.actor.id


def _leads(team: Team | None, actor: Actor) -> bool:
    return team is not None and team.lead == actor.id


def _held_by(assignee: str) -> Answer:
    return done(assignee=assignee)
