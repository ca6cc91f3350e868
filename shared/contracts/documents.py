"""Messages of validation: documents, checks and reviews."""

from dataclasses import field
from datetime import datetime
from typing import Literal

from shared.contracts.message import Message, command, event
from shared.contracts.values import (
    Actor,
    CheckSetting,
    DocumentRef,
    DocumentRequirement,
    Finding,
    Line,
    PartyRef,
    Totals,
    VatAmount,
)

ReviewAnswer = Literal["accept", "refuse", "correct"]


@command("documents.check.v1", by="intake", to="validation")
class CheckDocuments(Message):
    """Check a case's documents, parties, sums and answers. `round` counts up with each correction; an answer to an
    older round is ignored. settings: of those checks that the case type sets; again: the same round once more, since
    a check has another version now."""

    case: str
    step: str
    round: int
    checks: tuple[str, ...]
    required: tuple[DocumentRequirement, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    parties: tuple[PartyRef, ...] = ()
    lines: tuple[Line, ...] = ()
    totals: Totals | None = None
    vat: tuple[VatAmount, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    settings: tuple[CheckSetting, ...] = ()
    again: bool = False


@command("documents.note_inspection.v1", by="validation", to="validation")
class NoteInspection(Message):
    """What the inspecting worker found in the files and identifiers of one case. sha256: content hash by document."""

    case: str
    round: int
    findings: tuple[Finding, ...]
    sha256: dict[str, str]
    step: str = ""


@command("documents.recheck.v1", by="validation", to="validation")
class RecheckDocuments(Message):
    """A check that was run for this step has another version now. due_at: when that was noticed."""

    case: str
    step: str
    due_at: datetime


@command("finding.waive.v1", by="gateway", to="validation")
class WaiveFinding(Message):
    """A person takes a finding upon themselves, with a reason: it no longer stands against the case. `round` as read
    with the finding."""

    case: str
    step: str
    round: int
    rule: str
    where: str
    reason: str
    actor: Actor


@event("finding.waived.v1", by="validation", to=("intake",))
class FindingWaived(Message):
    """accepted: whether no error is left."""

    case: str
    step: str
    round: int
    rule: str
    rule_version: int
    where: str
    reason: str
    actor: Actor
    accepted: bool


@event("documents.outdated.v1", by="validation", to=("intake",))
class CheckOutdated(Message):
    """The step was judged by a version of a check that is no longer that of today; who knows whether the case is still
    open asks for it again."""

    case: str
    step: str
    round: int


@event("documents.checked.v1", by="validation", to=("intake",))
class DocumentsChecked(Message):
    """accepted: no finding of severity error, but for waived ones; again: it was checked once more in the same round,
    since a check has another version now."""

    case: str
    step: str
    round: int
    accepted: bool
    findings: tuple[Finding, ...]
    again: bool = False


@command("review.open.v1", by="intake", to="validation")
class OpenReview(Message):
    """Ask a person to decide on a case; `team` is who may take it. four_eyes: two different persons have to accept, and
    the second is not `changed_by`, who changed the case last; not_by: who may not decide, having done so before;
    answered: a decision needs words also when it accepts. Sent again in the same round when somebody else has changed
    the case."""

    case: str
    step: str
    round: int
    client: str
    team: str
    title_en: str
    title_fr: str
    documents: tuple[DocumentRef, ...] = ()
    due_at: datetime | None = None
    four_eyes: bool = False
    changed_by: str = ""
    not_by: tuple[str, ...] = ()
    answered: bool = False


@command("review.withdraw.v1", by="intake", to="validation")
class WithdrawReview(Message):
    """The case was cancelled or refused: nobody needs to decide any more. Also leaves a tombstone when it comes
    before the review. round: the latest that is withdrawn, 0 for all that are to come."""

    case: str
    step: str
    round: int = 0


@command("review.decide.v1", by="gateway", to="validation")
class DecideReview(Message):
    """A person's decision; `reason` is required unless accepted. `round` as read from the review; supervisor: the
    person may decide what another one has claimed. held_by, claims, second: how the work list stood when the decision
    came in, since it may overtake the news of a claim: who had claimed it, empty for nobody; the revision of that claim
    or of the release after it (see ClaimReview), 0 for none in this round; and whether a second person was waited
    for."""

    case: str
    step: str
    round: int
    answer: ReviewAnswer
    reason: str
    actor: Actor
    supervisor: bool = False
    held_by: str = ""
    claims: int = 0
    second: bool = False


@command("review.claim.v1", by="intake", to="validation")
class ClaimReview(Message):
    """`assignee` is going to decide; `actor` says so: the same person, or a supervisor, who may also take it from
    somebody else. revision: place in the case's story, of two wishes the later counts, whichever comes first; round: of
    the task that was claimed; second: it is for the second of two persons. None is said by a sender of an older
    version, whose round is 0."""

    case: str
    step: str
    assignee: str
    actor: Actor
    supervisor: bool = False
    revision: int = 0
    round: int = 0
    second: bool = False


@command("review.release.v1", by="intake", to="validation")
class ReleaseReview(Message):
    """Who claimed it is not going to decide after all. revision, round, second: see ClaimReview."""

    case: str
    step: str
    actor: Actor
    supervisor: bool = False
    revision: int = 0
    round: int = 0
    second: bool = False


@event("review.opened.v1", by="validation", to=("intake",))
class ReviewOpened(Message):
    case: str
    step: str
    round: int


@event("review.accepted_once.v1", by="validation", to=("intake",))
class ReviewAcceptedOnce(Message):
    """The first of two persons has accepted; another one is waited for."""

    case: str
    step: str
    round: int
    actor: Actor


@event("review.decided.v1", by="validation", to=("intake",))
class ReviewDecided(Message):
    case: str
    step: str
    round: int
    answer: ReviewAnswer
    reason: str
    actor: Actor
    answered: bool = False


@event("review.withdrawn.v1", by="validation", to=("intake",))
class ReviewWithdrawn(Message):
    case: str
    step: str
