"""A closed case begins anew, where its type says so."""

from services.intake.domain import announcing
from services.intake.domain.asking import advance
from services.intake.domain.case import NOT_ASKED
from services.intake.domain.case_type import CaseType, CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import ReopenCase
from shared.contracts.decision import Decision, Known, Moment, done, refused

NOT_OVER = refused(
    "not_over",
    "The case has not come to its end: there is nothing to open again.",
    "Correct or comment on it as it is.",
)
CANCELLED = refused(
    "stays_closed", "The case was cancelled: it stays so.", "Submit a new case that names it."
)
STAYS = refused(
    "stays_closed",
    "Cases of this type stay closed: what they did is in stock or books.",
    "Submit a further case that corrects it.",
)


class Reopening:
    """Begins the steps anew that the case type names, and what comes after them, in a new round. Of a refused case
    everything begins anew that had not been done."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: ReopenCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        reopening = turn.type.reopening
        if not turn.is_over:
            turn.answer = NOT_OVER
        elif case.status == "cancelled":
            turn.answer = CANCELLED
        elif reopening.instead:
            turn.answer = refused(
                "corrected_by_other_case",
                "A closed case of type {type} is corrected by one of type {instead}.",
                "Submit a case of type {instead} with of_case {case}.",
                values={"type": case.type, "instead": reopening.instead, "case": case.id},
            )
        elif not reopening.steps:
            turn.answer = STAYS
        else:
            _begin_anew(turn, message.reason)
        return turn.decision()


def _begin_anew(turn: Turn, reason: str) -> None:
    anew = _begun_anew(turn.type)
    turn.begin_anew()
    turn.change(status="open", round=turn.case.round + 1, faulty=())
    for name, step in turn.steps.items():
        if name in anew or step.state != "done":
            turn.steps[name] = NOT_ASKED
    details = {"round": str(turn.case.round), "reason": reason}
    turn.note("case_reopened", details=details)
    turn.tell(announcing.progressed(turn.case, "reopened", details))
    turn.answer = done(round=str(turn.case.round))
    advance(turn)


def _begun_anew(kind: CaseType) -> set[str]:
    """The steps that the type names, and all that come after them."""
    first = set(kind.reopening.steps)
    return first | {name for name, before in kind.forerunners.items() if before & first}
