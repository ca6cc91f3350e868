"""Messages about a case, with defaults; a test states only what matters to it."""

from typing import Any

from services.validation.domain import file_rules
from services.validation.service import room
from shared.contracts.documents import (
    CheckDocuments,
    DecideReview,
    NoteInspection,
    OpenReview,
    WithdrawReview,
)
from shared.contracts.values import Actor, DocumentRef, Finding, PartyRef
from tests.support.deciding import Deciding

CASE = "case_1"
AGENT = Actor(kind="agent", id="agt_1")


def a_bench() -> Deciding:
    return Deciding(room({"COULISSE_MASTER_KEY_FILE": "not read before performers are built"}))


def a_command(**changes: Any) -> CheckDocuments:
    return CheckDocuments(**{"case": CASE, "step": "check", "round": 1, "checks": (), **changes})


def a_note(**changes: Any) -> NoteInspection:
    standard = {"case": CASE, "step": "check", "round": 1, "findings": (), "sha256": {}}
    return NoteInspection(**{**standard, **changes})


def a_document(id: str = "doc_1", kind: str = "invoice") -> DocumentRef:
    return DocumentRef(document=id, kind=kind)


def a_party(*holds: str) -> PartyRef:
    return PartyRef(ref="pty_1", role="buyer", holds=holds)


def a_finding() -> Finding:
    return file_rules.PDF_ENCRYPTED.at("document:doc_1")


def a_review(**changes: Any) -> OpenReview:
    standard = {"case": CASE, "step": "approve", "round": 1, "client": "shop", "team": "credit"}
    return OpenReview(**{**standard, "title_en": "Approve", "title_fr": "Approuver", **changes})


def a_review_decision(**changes: Any) -> DecideReview:
    standard = {"case": CASE, "step": "approve", "round": 1, "answer": "accept", "reason": "", "actor": AGENT}
    return DecideReview(**{**standard, **changes})


def a_withdrawal() -> WithdrawReview:
    return WithdrawReview(case=CASE, step="approve")
