"""What is missing or wrong is mended by the front office, and checked again."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from services.intake.domain.correcting import merged_documents
from services.intake.settings import BUILT_IN
from shared.contracts.cases import CaseNeedsCorrection
from shared.contracts.documents import CheckDocuments
from shared.contracts.message import Message
from shared.contracts.values import DocumentRef, PartyRef, Totals
from tests.unit.intake.builders import (
    BUYER,
    CANCEL,
    CLEARED,
    DISPATCHED,
    ISSUED,
    RESERVED,
    a_correction,
    a_customer_file,
    a_line,
    a_sales_order,
    checked,
    decided,
)
from tests.unit.intake.desk import Desk

FIRST = DocumentRef(document="doc_1", kind="signed_order")
NEW = DocumentRef(document="doc_9", kind="signed_order")
OTHER = DocumentRef(document="doc_3", kind="annex")

MANY = tuple(DocumentRef(document=f"doc_{number}", kind="annex") for number in range(10, 510))


def test_the_front_office_is_told_what_is_wrong_where_and_how_to_mend_it() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), checked(accepted=False))

    wanted = desk.only(CaseNeedsCorrection)
    assert sent == ["CaseNeedsCorrection"]
    assert isinstance(wanted, CaseNeedsCorrection)
    assert wanted.wanted_en == ("The file is damaged. [document:doc_1] Send it again.",)
    assert wanted.wanted_fr == ("Le fichier est endommagé. [document:doc_1] Renvoyez-le.",)
    assert desk.case.status == "needs_correction"
    assert desk.case.wanted_en == wanted.wanted_en


def test_a_refusal_without_findings_still_says_something() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    desk.told(
        checked(accepted=False).__class__(
            case=desk.case.id, step="check_documents", round=1, accepted=False, findings=()
        )
    )

    assert "support team" in desk.case.wanted_en[0]


def test_a_correction_is_checked_in_a_new_round() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))

    sent = desk.tell(a_correction())

    (check,) = sent
    assert isinstance(check, CheckDocuments)
    assert (check.round, check.documents) == (2, (NEW,))
    assert desk.case.wanted_en == ()
    assert desk.case.status == "open"
    assert desk.told(checked(round=2)) == ["ReserveStock", "CheckPayment"]


def test_an_answer_of_an_older_round_changes_nothing() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False), a_correction())

    sent = [desk.told(checked(round=1)), desk.told(checked(round=1, accepted=False))]

    assert sent == [[], []]
    assert desk.state("check_documents") == "asked"


def test_a_correction_during_the_check_asks_for_a_new_one() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), a_correction())

    assert sent == ["CheckDocuments"]
    assert desk.case.documents == (FIRST, NEW)
    assert desk.told(checked(round=1)) == []


@pytest.mark.parametrize(
    ("held", "further", "faulty", "after"),
    [
        ((FIRST,), (NEW,), ("doc_1",), (NEW,)),
        ((FIRST,), (NEW,), (), (FIRST, NEW)),
        ((FIRST,), (OTHER,), ("doc_1",), (FIRST, OTHER)),
        ((FIRST, OTHER), (DocumentRef(document="doc_1", kind="annex"),), (), None),
        ((FIRST,), (NEW, NEW), ("doc_1",), (NEW,)),
        ((FIRST,), (), ("doc_1",), (FIRST,)),
    ],
)
def test_a_new_document_takes_the_place_of_a_faulty_one_of_its_kind(
    held: tuple[DocumentRef, ...],
    further: tuple[DocumentRef, ...],
    faulty: tuple[str, ...],
    after: tuple[DocumentRef, ...] | None,
) -> None:
    expected = after or (OTHER, DocumentRef(document="doc_1", kind="annex"))

    assert merged_documents(held, further, faulty) == expected


def test_corrected_lines_bring_their_own_totals() -> None:
    desk = Desk()
    totals = Totals(gross=Decimal("24.00"))
    desk.told(a_sales_order(totals=totals), checked(accepted=False))

    desk.told(a_correction(lines=(a_line(quantity=5),)))

    assert desk.case.gross == Decimal("60.00")
    assert desk.case.totals is None


def test_corrected_parties_take_the_place_of_the_old_ones() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))
    buyer = PartyRef(ref="party-9", role="buyer")

    desk.told(a_correction(parties=(buyer,)))

    assert desk.case.parties == (buyer,)


@pytest.mark.parametrize(
    ("correction", "text"),
    [
        (a_correction(lines=()), "Lines are missing"),
        (a_correction(parties=(PartyRef(ref="p", role="recipient"),)), "in the role buyer"),
        (a_correction(lines=(a_line(quantity=0),)), "Line 1 cannot be reckoned with"),
        (a_correction(documents=MANY), "500 documents at most"),
    ],
)
def test_a_correction_that_takes_away_what_is_required_is_answered_with_what_is_wanted(
    correction: Message, text: str
) -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))
    before = desk.case

    (answer,) = desk.tell(correction)

    assert isinstance(answer, CaseNeedsCorrection)
    assert text in answer.wanted_en[0]
    assert desk.case.round == before.round
    assert desk.state("check_documents") == "needs_correction"
    assert desk.facts()[-1] == "correction_not_taken"


def test_a_correction_that_nobody_asked_for_only_stands_in_the_timeline() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    sent = desk.told(a_correction())

    assert sent == []
    assert desk.facts()[-1] == "correction_not_asked_for"
    assert desk.case.documents == (FIRST,)


@pytest.mark.parametrize(
    "story",
    [(CANCEL,), (checked(), RESERVED, CLEARED, DISPATCHED, ISSUED), (checked(), CANCEL)],
)
def test_a_correction_after_the_end_only_stands_in_the_timeline(story: tuple[Message, ...]) -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), *story, a_correction())

    assert sent == []
    assert desk.facts()[-1] == "correction_too_late"


def test_a_correction_that_does_not_come_raises_the_case() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(accepted=False))
    due = desk.case.steps["check_documents"].due_at

    assert due == desk.now + timedelta(days=14)


def test_a_second_correction_in_a_row_is_checked_again() -> None:
    desk = Desk()
    desk.told(a_customer_file(), checked(accepted=False), a_correction(), checked(2, accepted=False))

    sent = desk.told(a_correction(), checked(3), decided("accept", round=3))

    assert sent == ["CaseClosed"]
    assert desk.case.round == 3
    assert BUYER not in desk.case.parties


def test_lines_cannot_change_once_stock_was_asked_for(tmp_path: Path) -> None:
    text = (BUILT_IN / "sales_order.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    approval = """
  approve:
    action: review
    after: [reserve_stock]
    deadline: P1D
    title: {en: Approve, fr: Approuver}
"""
    (tmp_path / "sales_order_2.yaml").write_text(text + approval, encoding="utf-8")
    desk = Desk({"CASE_TYPES_DIR": str(tmp_path)})
    desk.told(a_sales_order(), checked(), RESERVED, decided("correct", step="approve"))

    refused = desk.told(a_correction(lines=(a_line(quantity=9),)))
    taken = desk.told(a_correction())
    approved_again = desk.told(checked(round=2))

    assert (refused, taken, approved_again) == (["CaseNeedsCorrection"], ["CheckDocuments"], ["OpenReview"])
    assert desk.case.lines == (a_line(),)
    assert desk.state("reserve_stock") == "done"
