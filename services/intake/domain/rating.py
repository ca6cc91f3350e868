"""How the front office found the handling of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain import announcing
from services.intake.domain.case import Case
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.turn import Turn
from shared.contracts.cases import RateCase
from shared.contracts.decision import Decision, Key, Known, Moment, Need, done, refused
from shared.contracts.values import Actor

TOO_EARLY = refused(
    "rated_too_early",
    "The case has not come to its end yet.",
    "Rate it once it is closed, refused or cancelled.",
)
OUT_OF_RANGE = refused("rating_out_of_range", "A rating is a number from 1 to 5.", "Send 1 to 5.", "/rating")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One a case, and the latest counts. id: the case's; type, team: of the case, to be counted by; comment: the
    reference of the words in the vault, empty for none."""

    id: str
    tenant: str
    type: str
    team: str
    rating: int
    comment: str
    who: Actor
    at: datetime


def needed(message: RateCase, _moment: Moment) -> Iterable[Need]:
    return (Key(Case, message.case), Key(Rating, message.case))


class RatingCases:
    """Keeps a rating of a case that is over."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: RateCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        if not turn.is_over:
            return Decision(answer=TOO_EARLY)
        if not 1 <= message.rating <= 5:
            return Decision(answer=OUT_OF_RANGE)
        details = {"rating": str(message.rating)} | ({"comment": message.comment} if message.comment else {})
        turn.note("case_rated", details=details)
        turn.tell(announcing.progressed(case, "rated", details))
        turn.answer = done(rating=str(message.rating))
        rating = Rating(
            id=case.id,
            tenant=case.tenant,
            type=case.type,
            team=turn.type.team,
            rating=message.rating,
            comment=message.comment,
            who=message.actor,
            at=moment.now,
        )
        return turn.decision(rating)
