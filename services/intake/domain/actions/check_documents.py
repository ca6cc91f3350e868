"""Validation checks a case's documents, parties and sums."""

from services.intake.domain.action import Action, Asking
from services.intake.domain.answers import Answer, Done, NeedsCorrection, Outdated, Rechecked, Waived
from shared.contracts.documents import CheckDocuments, CheckOutdated, DocumentsChecked, FindingWaived
from shared.contracts.values import Finding

MOST_TEXTS = 50
"""More than this nobody reads at once; the findings themselves are all kept by validation."""

_DOCUMENT = "document:"


def _ask(asking: Asking) -> CheckDocuments:
    case = asking.case
    return CheckDocuments(
        case=case.id,
        step=asking.step.name,
        round=case.round,
        checks=asking.type.checks,
        required=asking.type.documents,
        documents=case.documents,
        parties=case.parties,
        lines=case.lines,
        totals=case.totals,
        vat=case.vat,
        answers=case.answers,
        settings=asking.type.check_settings,
    )


def _checked(event: DocumentsChecked) -> Answer:
    said = _said(event)
    return Rechecked(said) if event.again else said


def _said(event: DocumentsChecked) -> Done | NeedsCorrection:
    if event.accepted:
        return Done()
    wrong = [finding for finding in event.findings if finding.severity == "error"]
    faulty = {_document_of(finding) for finding in wrong} - {""}
    return NeedsCorrection(
        wanted_en=tuple(_text(f.message_en, f.where, f.remedy_en) for f in wrong[:MOST_TEXTS]),
        wanted_fr=tuple(_text(f.message_fr, f.where, f.remedy_fr) for f in wrong[:MOST_TEXTS]),
        faulty=tuple(sorted(faulty)),
    )


def _text(message: str, where: str, remedy: str) -> str:
    place = f" [{where}]" if where else ""
    return f"{message}{place} {remedy}".strip()


def _document_of(finding: Finding) -> str:
    """The id behind `document:<id>`, whatever names a place inside of the document."""
    if not finding.where.startswith(_DOCUMENT):
        return ""
    return finding.where[len(_DOCUMENT) :].partition("#")[0].partition("/")[0]


def _waived(event: FindingWaived) -> Answer:
    details = {
        "rule": event.rule,
        "version": str(event.rule_version),
        "where": event.where,
        "reason": event.reason,
    }
    return Waived(event.accepted, details)


CHECK_DOCUMENTS = Action(
    name="check_documents",
    ask=_ask,
    answers={
        DocumentsChecked: _checked,
        FindingWaived: _waived,
        CheckOutdated: lambda _: Outdated(),
    },
    repeats=True,
)
