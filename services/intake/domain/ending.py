"""How a case that is refused or cancelled undoes what was done, in reverse."""

from services.intake.domain import announcing, tasks_of_case
from services.intake.domain.actions import ACTIONS
from services.intake.domain.case import TO_UNDO, Ending
from services.intake.domain.case_type import StepType
from services.intake.domain.turn import Turn
from shared.contracts.message import Message

_SETTLED = frozenset({"pending", "undone", "refused"})


def begin(turn: Turn, ending: Ending) -> None:
    """Stop asking and begin to undo; over at once when nothing has to be undone."""
    turn.change(ending=ending, wanted_en=(), wanted_fr=())
    go_on(turn)


def go_on(turn: Turn) -> None:
    """Ask for every undo whose step nothing depends on any more; tell the end when nothing is left.

    A step in flight is undone like a done one: its receiver keeps a tombstone when the undo comes first. So
    is a step that was asked once and put back, since an answer may still be under way."""
    for kind in reversed(turn.type.steps):
        step = turn.steps[kind.name]
        to_undo = step.state in TO_UNDO or (step.state == "pending" and step.asked_at is not None)
        if to_undo and all(turn.steps[name].state in _SETTLED for name in turn.type.dependents[kind.name]):
            _undo(turn, kind)
    if all(step.state in _SETTLED for step in turn.steps.values()):
        _finish(turn)


def ask_stuck_again(turn: Turn) -> None:
    """A person has seen to what could not be undone: try again."""
    for kind in turn.type.steps:
        if turn.steps[kind.name].state == "stuck":
            _undo(turn, kind)


def _undo(turn: Turn, kind: StepType) -> None:
    command = _undo_command(turn, kind)
    turn.settle(kind.name)
    if turn.steps[kind.name].state == "needs_correction":
        tasks_of_case.correction(turn, kind, "withdrawn")
    if command is None:
        turn.move(kind.name, state="undone")
        return
    turn.tell(command)
    turn.move(kind.name, state="undoing", due_at=turn.due(kind.deadline), raised=False)
    turn.note("undo_asked", kind.name)


def _undo_command(turn: Turn, kind: StepType) -> Message | None:
    action = ACTIONS[kind.action]
    if action.undo is None:
        return None
    answered = turn.steps[kind.name].state in ("done", "needs_correction")
    if answered and not action.undo_when_done:
        return None
    return action.undo(turn.case, kind.name)


def _finish(turn: Turn) -> None:
    ending = turn.case.ending
    if ending is None:
        raise LookupError(f"case {turn.case.id} has nothing left to undo but was never to end")
    if ending.outcome == "refused":
        turn.tell(announcing.refused(turn.case, ending.step, ending.reason))
    else:
        turn.tell(announcing.cancelled(turn.case, ending.reason))
    turn.note(f"case_{ending.outcome}")
    turn.end(ending.outcome)
