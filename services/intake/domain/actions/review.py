"""A person decides on a case."""

from services.intake.domain.action import Action, Asking
from services.intake.domain.answers import (
    AcceptedOnce,
    Answer,
    Done,
    NeedsCorrection,
    Refused,
    Undone,
    Waiting,
)
from services.intake.domain.case import Case
from shared.contracts.documents import (
    OpenReview,
    ReviewAcceptedOnce,
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
        four_eyes=step.wants_two(case.gross),
        changed_by=case.changed_by,
        not_by=_earlier_deciders(asking) if step.sample is not None else (),
        answered=step.answered,
    )


def _earlier_deciders(asking: Asking) -> tuple[str, ...]:
    """Nobody controls the quality of their own decision."""
    before = asking.type.forerunners[asking.step.name]
    return tuple(sorted({asking.case.steps[name].by for name in before} - {""}))


def _undo(case: Case, step: str) -> WithdrawReview:
    return WithdrawReview(case=case.id, step=step, round=case.round)


def _decided(event: ReviewDecided) -> Answer:
    if event.answer == "accept":
        return Done("answered", {"answer": event.reason}) if event.answered else Done()
    if event.answer == "refuse":
        return Refused(event.reason)
    return NeedsCorrection((event.reason,), (event.reason,))


REVIEW = Action(
    name="review",
    ask=_ask,
    answers={
        ReviewOpened: lambda _: Waiting("review", ""),
        ReviewAcceptedOnce: lambda event: AcceptedOnce(event.actor),
        ReviewDecided: _decided,
        ReviewWithdrawn: lambda _: Undone(),
    },
    undo=_undo,
    undo_when_done=False,
    once=False,
    titled=True,
)
