"""What an answer of a service does to the case. An answer that comes late or again changes nothing."""

from typing import Any

from services.intake.domain import announcing, ending, rechecking, tasks_of_case
from services.intake.domain.actions import ACTIONS
from services.intake.domain.answers import (
    AcceptedOnce,
    Answer,
    Done,
    NeedsCorrection,
    NotPossible,
    Outdated,
    Rechecked,
    Refused,
    UndoFailed,
    Undone,
    Waiting,
    Waived,
)
from services.intake.domain.asking import advance, ask_again_and_wait
from services.intake.domain.case import IN_FLIGHT, Ending, Step
from services.intake.domain.case_type import CaseTypes, StepType
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import Progress
from shared.contracts.decision import NOTHING, Decision, Known, Moment
from shared.contracts.values import Actor

NOTHING_SAID = (
    "The documents were not accepted, but no reason was given. Please ask the support team.",
    "Les pièces n’ont pas été acceptées, sans motif indiqué. Veuillez contacter l’assistance.",
)


class Answering:
    """Decides on the events of all actions."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, event: Any, known: Known, moment: Moment) -> Decision:
        """Raises NotYetError for a case that is not known yet, and LookupError for an answer to a step that
        the case does not have, which is a bug of its sender."""
        case = case_of(event.case, known)
        kind = self._types.of_case(case.type, case.type_version)
        step_type = kind.by_name.get(event.step)
        reader = ACTIONS[step_type.action].answers.get(type(event)) if step_type else None
        if step_type is None or reader is None:
            name = event.definition.type
            raise LookupError(
                f"{name} answers step {event.step!r}, which {case.type} has not or asks elsewhere"
            )
        step = case.steps[step_type.name]
        if getattr(event, "round", step.round) != step.round:
            return NOTHING
        revision = getattr(event, "revision", 0)
        if 0 < revision < step.heard:  # overtaken by later news; none is said by a sender of an older version
            return NOTHING
        who = getattr(event, "actor", None) or Actor(kind="service", id=event.definition.senders[0])
        turn = Turn(case, kind, moment, who)
        if revision > step.heard:
            turn.hear(step_type.name, revision)
        warehouse = getattr(event, "warehouse", "")
        if warehouse and warehouse != case.warehouse:  # the case had left the choice
            turn.change(warehouse=warehouse)
        _apply(turn, step_type, step, reader(event))
        return turn.decision()


def _apply(turn: Turn, kind: StepType, step: Step, answer: Answer) -> None:
    if isinstance(answer, Done):
        _done(turn, kind, step, answer)
    elif isinstance(answer, Undone):
        _undone(turn, kind, step, answer)
    elif isinstance(answer, UndoFailed):
        _undo_failed(turn, kind, step, answer)
    elif _decided_while_withdrawn(kind, step, answer):
        _undone(turn, kind, step, Undone())
    elif not turn.is_ending:
        _apply_under_way(turn, kind, step, answer)


def _apply_under_way(turn: Turn, kind: StepType, step: Step, answer: Answer) -> None:
    if isinstance(answer, Waiting):
        _waiting(turn, kind, step, answer)
    elif isinstance(answer, NotPossible):
        _not_possible(turn, kind, step, answer)
    elif isinstance(answer, AcceptedOnce) and step.state in IN_FLIGHT:
        turn.note("step_accepted_once", kind.name)
        tasks_of_case.review(turn, kind, accepted_by=answer.by)
    elif isinstance(answer, Waived | Outdated | Rechecked):
        rechecking.apply(turn, kind, step, answer)
    elif isinstance(answer, NeedsCorrection) and step.state in IN_FLIGHT:
        _decided(turn, kind, "correct", answer.wanted_en[0] if answer.wanted_en else "")
        needs_correction(turn, kind, answer)
    elif isinstance(answer, Refused) and step.state in IN_FLIGHT:
        _decided(turn, kind, "refuse", answer.reason)
        turn.move(kind.name, state="refused")
        turn.settle(kind.name)
        turn.note("step_refused", kind.name)
        ending.begin(turn, Ending(outcome="refused", step=kind.name, reason=answer.reason))


def _decided_while_withdrawn(kind: StepType, step: Step, answer: Answer) -> bool:
    """A decision crossed with the withdrawal of the question: either way nobody has anything left to
    decide."""
    decided = isinstance(answer, Done | Refused | NeedsCorrection)
    return decided and step.state == "undoing" and not ACTIONS[kind.action].undo_when_done


def _done(turn: Turn, kind: StepType, step: Step, answer: Done) -> None:
    expected = step.state in IN_FLIGHT or (step.state == "pending" and step.asked_at is not None)
    if turn.is_over or not expected:
        _done_too_late(turn, kind, step, answer)
        return
    _decided(turn, kind, "accept", answer.details.get("answer", ""))
    turn.move(kind.name, state="done", done_at=turn.now)
    turn.settle(kind.name)
    turn.note("step_done", kind.name, answer.details)
    _tell_progress(turn, answer.progress, answer.details)
    if turn.is_ending:
        return
    _confirm_what_it_built_on(turn, kind)
    advance(turn)


def _decided(turn: Turn, kind: StepType, answer: str, reason: str) -> None:
    """A person has decided, where it is people who decide this step."""
    if ACTIONS[kind.action].titled:
        turn.move(kind.name, by=turn.who.id)
        tasks_of_case.review(turn, kind, "done", answer=answer, reason=reason)


def _done_too_late(turn: Turn, kind: StepType, step: Step, answer: Done) -> None:
    """It happened all the same, before it was undone: the front office hears of it once."""
    if answer.progress and step.done_at is None and step.asked_at is not None:
        turn.move(kind.name, done_at=turn.now)
        turn.note("step_done_too_late", kind.name, answer.details)
        _tell_progress(turn, answer.progress, answer.details)
    elif _decided_while_withdrawn(kind, step, answer):
        _undone(turn, kind, step, Undone())


def _confirm_what_it_built_on(turn: Turn, kind: StepType) -> None:
    """Goods that have left were there: news of the contrary was out of date."""
    secured_by = turn.step_of_action(ACTIONS[kind.action].after)
    if secured_by is not None and turn.steps[secured_by.name].state in IN_FLIGHT:
        turn.move(secured_by.name, state="done", done_at=turn.now)
        turn.settle(secured_by.name)
        turn.note("step_done", secured_by.name)


def _waiting(turn: Turn, kind: StepType, step: Step, answer: Waiting) -> None:
    if step.state == "asked":
        turn.move(kind.name, state="waiting")
        turn.note("step_waiting", kind.name, {"waits_for": answer.waits_for} | answer.details)
        _tell_progress(turn, answer.progress, answer.details)
        if ACTIONS[kind.action].titled:
            tasks_of_case.review(turn, kind)
    elif step.state == "done" and answer.revokes and not _is_used(turn, kind):
        ask_again_and_wait(turn, kind)
    else:
        return
    turn.tell(announcing.waiting(turn.case, kind.name, answer.waits_for, answer.detail))


def _is_used(turn: Turn, kind: StepType) -> bool:
    """Whether the step that builds on this one is done."""
    return any(
        ACTIONS[other.action].after == kind.action and turn.steps[other.name].state == "done"
        for other in turn.type.steps
    )


def _not_possible(turn: Turn, kind: StepType, step: Step, answer: NotPossible) -> None:
    if step.state not in IN_FLIGHT:
        return
    turn.move(kind.name, state="pending", due_at=None, raised=False)
    turn.settle(kind.name)
    turn.note("step_put_back", kind.name)
    secured_by = turn.step_of_action(answer.secured_by)
    if secured_by is not None and turn.steps[secured_by.name].state == "done":
        ask_again_and_wait(turn, secured_by)
        turn.tell(announcing.waiting(turn.case, secured_by.name, answer.waits_for, answer.detail))


def needs_correction(turn: Turn, kind: StepType, answer: NeedsCorrection) -> None:
    """The front office is asked to mend the case, and somebody follows that up."""
    due_at = turn.due(turn.type.correction_deadline)
    turn.move(kind.name, state="needs_correction", due_at=due_at, raised=False)
    turn.settle(kind.name)
    wanted_en, wanted_fr = answer.wanted_en, answer.wanted_fr
    if not wanted_en:
        wanted_en, wanted_fr = (NOTHING_SAID[0],), (NOTHING_SAID[1],)
    turn.change(
        corrected=True,
        wanted_en=(*turn.case.wanted_en, *wanted_en),
        wanted_fr=(*turn.case.wanted_fr, *wanted_fr),
        faulty=(*turn.case.faulty, *answer.faulty),
    )
    turn.note("correction_wanted", kind.name, {"round": str(turn.case.round)})
    turn.tell(announcing.needs_correction(turn.case, wanted_en, wanted_fr))
    tasks_of_case.correction(turn, kind)


def _undone(turn: Turn, kind: StepType, step: Step, answer: Undone) -> None:
    if step.state not in ("undoing", "stuck"):
        return
    turn.move(kind.name, state="undone")
    turn.settle(kind.name)
    turn.note("step_undone", kind.name, answer.details)
    if ACTIONS[kind.action].titled:
        tasks_of_case.review(turn, kind, "withdrawn")
    _tell_progress(turn, answer.progress, answer.details)
    ending.go_on(turn)


def _undo_failed(turn: Turn, kind: StepType, step: Step, answer: UndoFailed) -> None:
    if step.state != "undoing":
        return
    turn.move(kind.name, state="stuck", raised=True)
    turn.settle(kind.name)
    turn.note("undo_failed", kind.name, {"team": kind.team})
    tasks_of_case.call(turn, kind, "undo_failed", answer.reason)


def _tell_progress(turn: Turn, progress: Progress | None, details: dict[str, str]) -> None:
    if progress:
        turn.tell(announcing.progressed(turn.case, progress, details))
