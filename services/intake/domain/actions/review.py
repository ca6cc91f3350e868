"""A person decides on a case."""

from services.intake.domain.action import Action, Asking
from services.intake.domain.answers import Answer, Done, NeedsCorrection, Refused, Undone, Waiting
from services.intake.domain.case import Case
from shared.contracts.documents import (
    OpenReview,
    ReviewDecided,
    ReviewOpened,
    ReviewWithdrawn,
    WithdrawReview,
)


def _ask(asking: Asking) -> OpenReview:
    case, step = asking.case, asking.step
    return OpenReview(
        case=case.id,
        step=step.name,
        round=case.round,
        client=case.client,
        team=step.team,
        title_en=step.title.en if step.title else step.name,
        title_fr=step.title.fr if step.title else step.name,
        documents=case.documents,
        due_at=asking.due_at,
        four_eyes=step.four_eyes or (step.four_eyes_above is not None and case.gross > step.four_eyes_above),
    )


def _undo(case: Case, step: str) -> WithdrawReview:
    return WithdrawReview(case=case.id, step=step)


def _decided(event: ReviewDecided) -> Answer:
    if event.answer == "accept":
        return Done()
    if event.answer == "refuse":
        return Refused(event.reason)
    return NeedsCorrection((event.reason,), (event.reason,))


REVIEW = Action(
    name="review",
    ask=_ask,
    answers={
        ReviewOpened: lambda _: Waiting("review", ""),
        ReviewDecided: _decided,
        ReviewWithdrawn: lambda _: Undone(),
    },
    undo=_undo,
    undo_when_done=False,
    once=False,
    titled=True,
)
