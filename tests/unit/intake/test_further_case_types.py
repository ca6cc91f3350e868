"""An administrator adds case types, and versions of them, without code."""

from pathlib import Path

import pytest

from services.intake.adapters.case_type_files import load_case_types
from services.intake.domain.case import Case
from services.intake.queries.case_types import known_types
from services.intake.settings import BUILT_IN
from shared.contracts.documents import DocumentsChecked, OpenReview, ReviewDecided
from tests.support.deciding import Deciding
from tests.unit.intake.builders import AGENT, CASE, CLEARED, RESERVED, a_sales_order, checked, decided
from tests.unit.intake.desk import Desk

LOAN = """\
name: loan_file
version: 1
prefix: LN
title: {en: Loan file, fr: Dossier de prêt}
team: loans
correction_deadline: P3D
requires: {parties: [applicant]}
documents:
  - any_of: [payslip, tax_notice]
  - any_of: [guarantee]
    required: false
checks: [completeness, identity]
steps:
  papers: {action: check_documents, deadline: PT1H}
  analyst:
    action: review
    after: [papers]
    deadline: P2D
    title: {en: "Can they pay it back?", fr: "Capacité de remboursement ?"}
  risk:
    action: review
    after: [papers]
    deadline: P2D
    team: risk
    title: {en: "Is the risk acceptable?", fr: "Risque acceptable ?"}
  committee:
    action: review
    after: [analyst, risk]
    deadline: P7D
    team: committee
    title: {en: "Grant the loan?", fr: "Accorder le prêt ?"}
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "loan_file.yaml").write_text(LOAN, encoding="utf-8")
    return {"CASE_TYPES_DIR": str(tmp_path)}


def a_loan_file() -> object:
    return a_sales_order(
        type="loan_file", lines=(), parties=(a_sales_order().parties[0].__class__(ref="p", role="applicant"),)
    )


def answered(step: str, answer: str = "accept", round: int = 1) -> ReviewDecided:
    return ReviewDecided(
        case=CASE,
        step=step,
        round=round,
        answer=answer,  # type: ignore[arg-type]
        reason="too risky",
        actor=AGENT,
    )


def test_a_type_of_their_own_runs_from_receipt_to_closure(environ: dict[str, str]) -> None:
    desk = Desk(environ)

    first = desk.told(a_loan_file())  # type: ignore[arg-type]
    side_by_side = desk.tell(DocumentsChecked(case=CASE, step="papers", round=1, accepted=True, findings=()))
    half = desk.told(answered("risk"))
    committee = desk.told(answered("analyst"))
    closed = desk.told(answered("committee"))

    assert first == ["CaseOpened", "CheckDocuments"]
    assert [item.team for item in side_by_side if isinstance(item, OpenReview)] == ["loans", "risk"]
    assert (half, committee, closed) == ([], ["OpenReview"], ["CaseClosed"])
    assert desk.case.number.startswith("LN-2026-")


def test_a_refusal_withdraws_the_review_beside_it(environ: dict[str, str]) -> None:
    desk = Desk(environ)
    desk.told(a_loan_file(), checked(step="papers"))  # type: ignore[arg-type]

    sent = desk.told(answered("risk", "refuse"))

    assert sent == ["WithdrawReview"]
    assert desk.case.status == "refusing"


def test_while_one_reviewer_wants_a_correction_nothing_new_begins(environ: dict[str, str]) -> None:
    desk = Desk(environ)
    desk.told(a_loan_file(), checked(step="papers"), answered("risk", "correct"))  # type: ignore[arg-type]

    other = desk.told(answered("analyst"))

    assert other == []
    assert desk.case.status == "needs_correction"
    assert desk.state("committee") == "pending"


def test_the_door_knows_the_same_types(environ: dict[str, str]) -> None:
    kinds = known_types(environ)

    assert set(kinds) == {path.stem for path in BUILT_IN.glob("*.yaml")} | {"loan_file"}
    assert kinds["loan_file"].requires.parties == ("applicant",)
    assert not kinds["loan_file"].documents[1].required


def test_the_door_reads_the_processs_own_environment(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    monkeypatch.setenv("CASE_TYPES_DIR", environ["CASE_TYPES_DIR"])

    assert "loan_file" in known_types()


def test_a_case_keeps_the_version_that_it_started_with(tmp_path: Path) -> None:
    old = Desk()
    old.told(a_sales_order(), checked())
    text = (BUILT_IN / "sales_order.yaml").read_text(encoding="utf-8")
    second = text.replace("version: 1", "version: 2").replace(
        "after: [reserve_stock, check_payment]\n    deadline: P2D",
        "after: [reserve_stock, check_payment, issue_invoice]\n    deadline: P2D",
    )
    (tmp_path / "sales_order_2.yaml").write_text(second, encoding="utf-8")
    new = Desk({"CASE_TYPES_DIR": str(tmp_path)})
    new_case = Desk({"CASE_TYPES_DIR": str(tmp_path)})
    new_case.told(a_sales_order(), checked())

    carried_on = with_store(new, old).told(RESERVED, CLEARED)
    begun_anew = new_case.told(RESERVED, CLEARED)

    assert carried_on == ["IssueInvoice", "PrepareShipment"]
    assert begun_anew == ["IssueInvoice"]
    assert new_case.case.type_version == 2


def test_a_case_of_a_version_that_is_not_loaded_here_comes_back_later(environ: dict[str, str]) -> None:
    begun = Desk(environ)
    begun.told(a_loan_file())  # type: ignore[arg-type]
    without = with_store(Desk(), begun)

    outcome = without.try_tell([checked(step="papers"), decided("accept")])

    assert {trouble.error for _, trouble in outcome.delayed} == {"NotYetError"}
    assert "put its file back" in outcome.delayed[0][1].reason


def test_the_newest_version_counts_for_new_cases(tmp_path: Path) -> None:
    for version in (3, 10, 2):
        text = LOAN.replace("version: 1", f"version: {version}")
        (tmp_path / f"loan_{version}.yaml").write_text(text, encoding="utf-8")

    newest = load_case_types([tmp_path]).newest("loan_file")

    assert newest is not None
    assert newest.version == 10


def with_store(desk: Desk, other: Deciding) -> Desk:
    """The desk of another release over the same stored cases."""
    desk.store.entities = other.store.entities
    assert desk.all(Case) == other.all(Case)
    desk._count = 1000
    return desk
