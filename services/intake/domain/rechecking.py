"""A check is judged anew: a finding was waived, or a check has another version by now."""

from dataclasses import replace

from services.intake.domain import tasks_of_case
from services.intake.domain.action import Asking
from services.intake.domain.actions import ACTIONS
from services.intake.domain.answers import Done, Outdated, Rechecked, Waived
from services.intake.domain.asking import advance
from services.intake.domain.case import IN_FLIGHT, Step
from services.intake.domain.case_type import StepType
from services.intake.domain.turn import Turn
from shared.contracts.documents import CheckDocuments
from shared.contracts.errors import NotYetError

_JUDGED = frozenset({"done", "needs_correction"})


def apply(turn: Turn, kind: StepType, step: Step, answer: Waived | Outdated | Rechecked) -> None:
    """What was done is not undone by this: a person looks at it. Raises NotYetError for news that overtook the
    judgement that they are about."""
    if step.state in IN_FLIGHT and not isinstance(answer, Rechecked):
        raise NotYetError("the judgement that this is about is still on its way")
    if isinstance(answer, Waived):
        turn.note("finding_waived", kind.name, answer.details)
        if answer.accepted and step.state == "needs_correction":
            _accept(turn, kind)
    elif step.state not in _JUDGED:
        return
    elif isinstance(answer, Outdated):
        _ask_again(turn, kind, step)
    elif isinstance(answer.found, Done):
        if step.state == "needs_correction":
            turn.note("found_sound", kind.name)
            _accept(turn, kind)
    elif step.state == "done":
        texts = answer.found.wanted_en
        turn.note("found_later", kind.name, {"findings": str(len(texts))})
        tasks_of_case.call(turn, kind, "found_later", " ".join(texts[:1]))


def _accept(turn: Turn, kind: StepType) -> None:
    """Nothing is to be mended any more."""
    tasks_of_case.correction(turn, kind, "done")
    turn.move(kind.name, state="done", done_at=turn.now, due_at=None)
    turn.settle(kind.name)
    turn.change(wanted_en=(), wanted_fr=(), faulty=())
    turn.note("step_done", kind.name)
    advance(turn)


def _ask_again(turn: Turn, kind: StepType, step: Step) -> None:
    """The same round once more; the step stays as it is until the answer comes."""
    due_at = turn.due(kind.deadline)
    asked = ACTIONS[kind.action].ask(Asking(turn.case, turn.type, kind, due_at))
    if isinstance(asked, CheckDocuments):
        turn.tell(replace(asked, round=step.round, again=True))
        turn.note("check_repeated", kind.name)
