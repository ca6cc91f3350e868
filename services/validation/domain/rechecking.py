"""A check has another version by now: what it found may be found otherwise today."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain import catalogue
from services.validation.domain.check import Check, check_id
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment
from shared.contracts.documents import CheckOutdated, RecheckDocuments


def needed(message: RecheckDocuments, _moment: Moment) -> Iterable[Key[Check]]:
    return (Key(Check, check_id(message.case, message.step)),)


def recheck_documents(message: RecheckDocuments, known: Known, _moment: Moment) -> Decision:
    """Tell that it is outdated. Only intake knows whether the case is still open; if so it asks for the check again."""
    check = known.get(Check, check_id(message.case, message.step))
    if check is None or check.due_at is None:
        return NOTHING
    seen = replace(check, due_at=None)
    if check.state != "done" or not is_outdated(check):
        return Decision(save=(seen,))
    told = CheckOutdated(case=check.case, step=check.step, round=check.round)
    return Decision(save=(seen,), send=(told,))


def is_outdated(check: Check) -> bool:
    return check.versions != catalogue.versions_of(check.checks)
