"""Which steps are asked for next, and when a case is closed."""

from dataclasses import replace

from services.intake.domain import announcing
from services.intake.domain.action import Asking
from services.intake.domain.actions import ACTIONS
from services.intake.domain.case import Step
from services.intake.domain.case_type import StepType
from services.intake.domain.sampling import is_in_sample
from services.intake.domain.turn import Turn


def advance(turn: Turn) -> None:
    """Ask for every step whose forerunners, near and far, are done, side by side; close the case when all are
    done. While the front office has to mend something, nothing new begins."""
    if any(step.state == "needs_correction" for step in turn.steps.values()):
        return
    steps = turn.steps
    for kind in turn.type.steps:
        if steps[kind.name].state == "pending" and all(
            steps[name].state == "done" for name in turn.type.forerunners[kind.name]
        ):
            if is_in_sample(turn.case.id, kind):
                ask(turn, kind)
            else:
                _pass_over(turn, kind)
    if all(step.state == "done" for step in steps.values()):
        turn.note("case_closed")
        turn.tell(announcing.closed(turn.case, turn.now))
        turn.end("closed")


def _pass_over(turn: Turn, kind: StepType) -> None:
    """Quality control looks at other cases."""
    turn.move(kind.name, state="done", round=turn.case.round, done_at=turn.now)
    turn.note("step_passed_over", kind.name)


def ask(turn: Turn, kind: StepType) -> None:
    """Ask a service for a step, in the case's present round."""
    due_at = turn.due(kind.deadline)
    # Who decided before matters to a sample alone; every other step is asked without the copy.
    case = turn.case if kind.sample is None else replace(turn.case, steps=turn.steps)
    turn.tell(ACTIONS[kind.action].ask(Asking(case, turn.type, kind, due_at)))
    heard = turn.steps[kind.name].heard
    turn.steps[kind.name] = Step(
        state="asked", round=turn.case.round, asked_at=turn.now, due_at=due_at, heard=heard
    )
    turn.note("step_asked", kind.name)


def ask_again_and_wait(turn: Turn, kind: StepType) -> None:
    """What was done is gone: wait for it anew. The command is repeated, since the news may be out of date by
    now, and its answer says how things stand."""
    due_at = turn.due(kind.deadline)
    turn.tell(ACTIONS[kind.action].ask(Asking(turn.case, turn.type, kind, due_at)))
    turn.move(kind.name, state="waiting", due_at=due_at, done_at=None, raised=False)
    turn.note("step_revoked", kind.name)
