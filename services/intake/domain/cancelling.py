"""The front office stops a case."""

from services.intake.domain import ending
from services.intake.domain.case import Ending
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import CancelCase
from shared.contracts.decision import Answer, Decision, Known, Moment, refused


class Cancelling:
    """Undoes what was done. Asked again while an undo is stuck, it tries that undo again; after the end it
    changes nothing but the timeline."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: CancelCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        if turn.is_over:
            turn.note("cancel_too_late")
            turn.answer = _too_late(turn)
        elif case.ending is not None:
            ending.ask_stuck_again(turn)
        else:
            turn.note("cancel_asked")
            ending.begin(turn, Ending(outcome="cancelled", step="", reason=message.reason))
        return turn.decision()


def _too_late(turn: Turn) -> Answer:
    return refused(
        "cancel_too_late",
        "The case is {status}: there is nothing left to cancel.",
        "Read the case to see how it ended. What is to be taken back of a closed case is a case of its own.",
        values={"status": turn.case.status},
    )
