"""The due time of a case has come."""

from services.intake.domain import tasks_of_case
from services.intake.domain.case import TIMED, Step
from services.intake.domain.case_type import CaseTypes, StepType
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import RemindCase
from shared.contracts.decision import NOTHING, Decision, Known, Moment
from shared.contracts.values import Actor


class Reminding:
    """Raises the case for every step that has missed its deadline, once per step, and sets the next due
    time."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: RemindCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        if case.due_at is None or case.due_at > max(moment.now, message.due_at):
            return NOTHING
        kind = self._types.of_case(case.type, case.type_version)
        turn = Turn(case, kind, moment, Actor(kind="service", id="intake"))
        turn.reminded = True
        for step_type in kind.steps:
            step = turn.steps[step_type.name]
            due = step.due_at is not None and step.due_at <= max(moment.now, message.due_at)
            if due and step.state in TIMED and not step.raised:
                _raise(turn, step_type, step)
        return turn.decision()


def _raise(turn: Turn, kind: StepType, step: Step) -> None:
    turn.move(kind.name, raised=True)
    turn.change(late=True)
    turn.note("deadline_missed", kind.name, {"team": kind.team, "state": step.state})
    due = step.due_at.isoformat() if step.due_at else ""
    detail = f"Step {kind.name} ({step.state}) was due at {due}; team {kind.team} is asked to look at it."
    tasks_of_case.call(turn, kind, "deadline_missed", detail)
