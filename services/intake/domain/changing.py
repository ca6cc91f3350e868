"""The front office changes what it may edit of a case: tags, priority, reference."""

from typing import Any

from services.intake.domain import announcing
from services.intake.domain.action import Asking
from services.intake.domain.actions import ACTIONS
from services.intake.domain.case import IN_FLIGHT, Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import ChangeCase
from shared.contracts.decision import Decision, Known, Moment, done, refused

OTHER_VERSION = refused(
    "version_mismatch",
    "Somebody has changed the case since you read it.",
    "Read it again, then send your change with its new ETag.",
)
TOO_LATE = refused(
    "change_too_late",
    "The case has come to its end, or is about to: its priority matters no more.",
    "Leave out the priority.",
    "/priority",
)


class Changing:
    """Takes a change over when the sender has seen the present edition. What is asked of services from now on goes by
    the new priority; what was asked before keeps its place."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: ChangeCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        changes = _changes(case, message)
        if message.expected is not None and message.expected != case.edition:
            turn.answer = OTHER_VERSION
        elif "priority" in changes and turn.is_ending:
            turn.answer = TOO_LATE
        else:
            turn.answer = done(version=str(case.edition + bool(changes)))
            _take_over(turn, changes)
        return turn.decision()


def _changes(case: Case, message: ChangeCase) -> dict[str, Any]:
    wanted = {"tags": message.tags, "priority": message.priority, "reference": message.reference}
    return {
        name: value for name, value in wanted.items() if value is not None and value != getattr(case, name)
    }


def _take_over(turn: Turn, changes: dict[str, Any]) -> None:
    if not changes:
        return
    turn.change(**changes, edition=turn.case.edition + 1, changed_by=turn.who.id)
    details = {"changed": ", ".join(sorted(changes))}
    turn.note("case_changed", details=details)
    turn.tell(announcing.progressed(turn.case, "changed", details))
    _tell_reviewers(turn)


def _tell_reviewers(turn: Turn) -> None:
    """Whoever changed the case is not the second who accepts it."""
    for kind in turn.type.steps:
        step = turn.steps[kind.name]
        if step.state in IN_FLIGHT and ACTIONS[kind.action].titled and kind.wants_two(turn.case.gross):
            asking = Asking(turn.case, turn.type, kind, step.due_at or turn.due(kind.deadline))
            turn.tell(ACTIONS[kind.action].ask(asking))
