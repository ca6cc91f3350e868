"""A person's decision on a case: asked for, taken once, or no longer needed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.documents import ReviewAnswer
from shared.contracts.values import Actor, DocumentRef

State = Literal["open", "decided", "withdrawn"]
RefusalReason = Literal[
    "other_round",
    "already_decided",
    "withdrawn",
    "reason_missing",
    "claimed_by_other",
    "second_person_needed",
    "changed_it_last",
    "decided_before",
    "not_in_team",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A decision that was not taken over, so that its sender can be told why."""

    reason: RefusalReason
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person is asked to decide. A withdrawn one without `opened_at` is a tombstone: it was withdrawn
    before it was opened. last_refusal: the latest decision that was not taken over.

    assignee: who has claimed it, empty for nobody; four_eyes: two different persons have to accept; accepted_by: the
    first of them, while the second is awaited and after; changed_by: who changed the case last, and so is not the
    second; not_by: who may not decide at all; answered: a decision needs words also when it accepts;
    withdrawn_round: of a withdrawn one, the round after which it may be opened again, 0 for never; claims: revision of
    the latest claim or release."""

    id: str
    tenant: str
    case: str
    step: str
    state: State
    round: int = 0
    client: str = ""
    team: str = ""
    title_en: str = ""
    title_fr: str = ""
    documents: tuple[DocumentRef, ...] = ()
    opened_at: datetime | None = None
    wanted_by: datetime | None = None
    answer: ReviewAnswer | None = None
    reason: str = ""
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    last_refusal: Refusal | None = None
    assignee: str = ""
    claimed_at: datetime | None = None
    four_eyes: bool = False
    accepted_by: Actor | None = None
    accepted_at: datetime | None = None
    changed_by: str = ""
    not_by: tuple[str, ...] = ()
    answered: bool = False
    withdrawn_round: int = 0
    claims: int = 0


def review_id(case: str, step: str) -> str:
    return f"{case}/{step}"
