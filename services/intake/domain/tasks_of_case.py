"""Which tasks a case makes for people, from its steps and what happens to them."""

from services.intake.domain import announcing
from services.intake.domain.actions import ACTIONS
from services.intake.domain.asked import Title
from services.intake.domain.case import Attention
from services.intake.domain.case_type import StepType
from services.intake.domain.task import correction_task, exception_task, review_task
from services.intake.domain.turn import Turn
from shared.contracts.cases import RaisedFor
from shared.contracts.people import TaskState
from shared.contracts.values import Actor

_EXCEPTIONS = {
    "deadline_missed": Title(en="A step is late: {step}", fr="Une étape est en retard : {step}"),
    "undo_failed": Title(en="A step cannot be undone: {step}", fr="Une étape ne peut être annulée : {step}"),
    "found_later": Title(
        en="A check has errors in what it had accepted: {step}",
        fr="Un contrôle trouve des erreurs dans ce qu’il avait accepté : {step}",
    ),
}
_CORRECTION = Title(
    en="Follow up the correction that the front office was asked for",
    fr="Suivre la correction demandée à l’organisation",
)


def review(
    turn: Turn,
    kind: StepType,
    state: TaskState = "open",
    *,
    accepted_by: Actor | None = None,
    answer: str = "",
    reason: str = "",
) -> None:
    """A review is open, half accepted, decided or withdrawn."""
    title = kind.title or Title(en=kind.name, fr=kind.name)
    turn.keep_task(
        review_task(turn.case.id, kind.name),
        kind,
        kind.decided_as,
        state,
        title,
        wanted_by=turn.steps[kind.name].due_at,
        four_eyes=kind.wants_two(turn.case.gross),
        answered=kind.answered,
        accepted_by=accepted_by,
        answer=answer,
        reason=reason,
        done_by=turn.who if state == "done" else None,
    )


def correction(turn: Turn, kind: StepType, state: TaskState = "open") -> None:
    """Something is to be mended, was mended, or need not be mended any more."""
    id = correction_task(turn.case.id, kind.name)
    due_at = turn.steps[kind.name].due_at
    done_by = turn.who if state == "done" else None
    turn.keep_task(id, kind, "correction", state, _CORRECTION, wanted_by=due_at, done_by=done_by)


def call(turn: Turn, kind: StepType, reason: RaisedFor, detail: str) -> None:
    """Somebody has to look at a step: the front office is told, and the work list has an exception. A review or a
    correction that is late is on the list already, where its team's lead is called."""
    is_listed = reason == "deadline_missed" and _has_task(turn, kind)
    id = "" if is_listed else exception_task(turn.case.id, kind.name)
    turn.call(Attention(step=kind.name, team=kind.team, reason=reason, since=turn.now, task=id))
    turn.tell(announcing.raised(turn.case, kind.name, reason, detail))
    if not is_listed:
        _exception(turn, kind, reason, id)


def _has_task(turn: Turn, kind: StepType) -> bool:
    state = turn.steps[kind.name].state
    return state == "needs_correction" or (state == "waiting" and ACTIONS[kind.action].titled)


def _exception(turn: Turn, kind: StepType, reason: RaisedFor, id: str) -> None:
    text = _EXCEPTIONS[reason]
    title = Title(en=text.en.format(step=kind.name), fr=text.fr.format(step=kind.name))
    due_at = turn.due(turn.type.exception_deadline)
    turn.keep_task(id, kind, "exception", "open", title, wanted_by=due_at)
