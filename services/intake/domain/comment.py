"""What people and clients say of a case."""

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain import announcing
from services.intake.domain.case_type import CaseTypes
from services.intake.domain.finding_case import case_of
from services.intake.domain.timeline import entry_id
from services.intake.domain.turn import Turn
from shared.contracts.cases import CommentCase
from shared.contracts.decision import Decision, Known, Moment, done
from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """text: the reference of the words, which lie in the vault; id: sorts as the story goes, like the timeline."""

    id: str
    tenant: str
    case: str
    text: str
    who: Actor
    at: datetime


class Commenting:
    """Keeps a comment and tells of it, also when the case is over."""

    def __init__(self, types: CaseTypes) -> None:
        self._types = types

    def decide(self, message: CommentCase, known: Known, moment: Moment) -> Decision:
        case = case_of(message.case, known)
        turn = Turn(case, self._types.of_case(case.type, case.type_version), moment, message.actor)
        turn.note("commented", details={"comment": message.comment})
        turn.tell(
            announcing.progressed(case, "commented", {"comment": message.comment, "by": message.actor.id})
        )
        turn.answer = done(comment=message.comment)
        comment = Comment(
            id=entry_id(case.id, case.entries + 1),
            tenant=case.tenant,
            case=case.id,
            text=message.comment,
            who=message.actor,
            at=moment.now,
        )
        return turn.decision(record=comment)
