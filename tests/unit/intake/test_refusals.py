"""A case that cannot go on is refused, and what was done is undone first."""

from decimal import Decimal

import pytest

from shared.contracts.cases import CaseRefused, SubmitCase
from tests.unit.intake.builders import (
    CANCEL,
    CASE,
    CLEARED,
    CREDITED,
    DISPATCHED,
    FREED,
    GONE,
    RECALLED,
    RELEASED,
    RESERVED,
    UNBALANCED,
    a_line,
    a_payment,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk


def test_a_refused_invoice_refuses_the_case_once_all_is_undone() -> None:
    desk = Desk()

    first = desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, UNBALANCED)
    status = desk.case.status
    second = desk.told(RECALLED)
    third = desk.told(RELEASED)
    last = desk.told(FREED)

    assert (first, status) == (["RecallShipment"], "refusing")
    assert sorted(second) == ["ReleasePayment", "ReleaseStock"]
    assert (third, last) == ([], ["CaseRefused"])
    refused = desk.only(CaseRefused)
    assert isinstance(refused, CaseRefused)
    assert (refused.step, refused.reason) == ("issue_invoice", "the entry does not balance")


def test_goods_that_have_gone_wait_for_a_person() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, UNBALANCED)

    sent = desk.told(GONE)

    assert sent == ["CaseRaised"]
    assert desk.case.status == "refusing"
    assert desk.case.raised


def test_a_cancellation_of_a_case_that_is_being_refused_changes_nothing() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, UNBALANCED)

    sent = desk.told(CANCEL)
    desk.told(RECALLED, RELEASED)

    assert sent == []
    assert desk.told(FREED) == ["CaseRefused"]


def test_an_answer_to_an_undo_that_nobody_asked_for_changes_nothing() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED)

    sent = [desk.told(message) for message in (CREDITED, RECALLED, RELEASED, FREED, GONE)]

    assert sent == [[]] * 5
    assert desk.case.status == "open"


@pytest.mark.parametrize(
    ("submission", "reason"),
    [
        (a_sales_order(type="sale_order"), "The case type sale_order is not known"),
        (a_sales_order(lines=()), "Lines are missing"),
        (a_sales_order(customer=""), "The customer is missing"),
        (a_sales_order(parties=()), "in the role buyer"),
        (a_sales_order(lines=(a_line(quantity=-1),)), "Line 1 cannot be reckoned with"),
        (a_sales_order(lines=(a_line(unit_price=Decimal("1E+30")),)), "Line 1 cannot be reckoned with"),
    ],
)
def test_a_case_that_does_not_fit_its_type_is_refused_with_the_reason(
    submission: SubmitCase, reason: str
) -> None:
    desk = Desk()

    sent = desk.told(submission)

    refused = desk.only(CaseRefused)
    assert sent == ["CaseOpened", "CaseRefused"]
    assert isinstance(refused, CaseRefused)
    assert reason in refused.reason
    assert (desk.case.status, desk.case.id) == ("refused", CASE)
    assert "case_refused" in desk.facts()


def test_everything_that_is_missing_is_said_at_once() -> None:
    desk = Desk()

    desk.told(a_sales_order(lines=(), customer="", parties=()))

    refused = desk.only(CaseRefused)
    assert isinstance(refused, CaseRefused)
    assert "Lines" in refused.reason
    assert "customer" in refused.reason
    assert "buyer" in refused.reason


def test_a_case_of_an_unknown_type_still_hears_of_its_payments_and_cannot_be_cancelled() -> None:
    desk = Desk()
    desk.told(a_sales_order(type="unknown"))

    assert desk.told(a_payment()) == ["CaseProgressed"]
    assert desk.told(CANCEL) == []
    assert desk.case.number.startswith("XX-2026-")
