"""The due time of a task has come: the team's lead is called."""

from collections.abc import Iterable
from dataclasses import replace

from services.intake.domain.case import Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.task import Task
from services.intake.domain.team import Team, team_key
from services.intake.domain.turn import Turn
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.people import RemindTask
from shared.contracts.values import Actor


def needed(message: RemindTask, _moment: Moment) -> Iterable[Need]:
    return (Key(Task, message.task), Key(Case, message.case))


def then(message: RemindTask, known: Known, moment: Moment) -> Iterable[Need]:
    task = known.get(Task, message.task)
    return () if task is None else (team_key(moment.tenant, task.team),)


class Escalating:
    """Calls the lead, once for each due time. A team without a lead is called as a whole."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: RemindTask, known: Known, moment: Moment) -> Decision:
        task = known.get(Task, message.task)
        if task is None or task.due_at is None or task.due_at > max(moment.now, message.due_at):
            return NOTHING
        if task.state != "open":
            return Decision(save=(replace(task, due_at=None),))
        team = known.get(Team, team_key(moment.tenant, task.team).id)
        lead = team.lead if team is not None else ""
        case = case_of(task.case, known)
        who = Actor(kind="service", id="intake")
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, who)
        turn.note("task_escalated", task.step, {"task": task.id, "team": task.team, "lead": lead})
        at = max(moment.now, message.due_at)
        escalated = replace(task, due_at=None, escalated_at=at, escalated_to=lead)
        return turn.decision(escalated)
