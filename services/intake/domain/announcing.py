"""What the front office is told of a case."""

from datetime import datetime
from typing import Literal, TypedDict

from services.intake.domain.case import Case
from shared.contracts.cases import (
    CaseCancelled,
    CaseClosed,
    CaseNeedsCorrection,
    CaseOpened,
    CaseProgressed,
    CaseRaised,
    CaseRefused,
    CaseWaiting,
    Progress,
    RaisedFor,
)
from shared.contracts.notifying import CasePartiesChanged


class _Who(TypedDict):
    """What every announcement says: which case of whom."""

    case: str
    client: str
    number: str
    reference: str


def _who(case: Case) -> _Who:
    return {"case": case.id, "client": case.client, "number": case.number, "reference": case.reference}


def opened(case: Case) -> CaseOpened:
    return CaseOpened(**_who(case), type=case.type, parties=case.parties, opened_at=case.opened_at)


def parties_changed(case: Case) -> CasePartiesChanged:
    return CasePartiesChanged(case=case.id, client=case.client, parties=case.parties)


def progressed(case: Case, progress: Progress, details: dict[str, str]) -> CaseProgressed:
    return CaseProgressed(**_who(case), progress=progress, details=details)


def needs_correction(case: Case, en: tuple[str, ...], fr: tuple[str, ...]) -> CaseNeedsCorrection:
    return CaseNeedsCorrection(**_who(case), wanted_en=en, wanted_fr=fr)


def waiting(
    case: Case, step: str, waits_for: Literal["stock", "payment", "review"], detail: str
) -> CaseWaiting:
    return CaseWaiting(**_who(case), step=step, waits_for=waits_for, detail=detail)


def raised(case: Case, step: str, reason: RaisedFor, detail: str) -> CaseRaised:
    return CaseRaised(**_who(case), step=step, reason=reason, detail=detail)


def refused(case: Case, step: str, reason: str) -> CaseRefused:
    return CaseRefused(**_who(case), step=step, reason=reason)


def cancelled(case: Case, reason: str) -> CaseCancelled:
    return CaseCancelled(**_who(case), reason=reason)


def closed(case: Case, at: datetime) -> CaseClosed:
    return CaseClosed(
        **_who(case),
        type=case.type,
        currency=case.currency,
        gross=case.gross,
        opened_at=case.opened_at,
        closed_at=at,
    )
