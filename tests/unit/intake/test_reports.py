"""Payments and parcels: told once each, also after the case is closed."""

import pytest

from shared.contracts.cases import CaseProgressed
from tests.unit.intake.builders import (
    CLEARED,
    DISPATCHED,
    ISSUED,
    RESERVED,
    a_parcel_move,
    a_payment,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk


def test_a_payment_is_told_once_however_often_it_is_reported() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    sent = [desk.told(a_payment()), desk.told(a_payment()), desk.told(a_payment("pay_2"))]

    assert sent == [["CaseProgressed"], [], ["CaseProgressed"]]


def test_a_parcel_is_followed_after_the_case_is_closed() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)

    sent = [desk.told(a_parcel_move(status)) for status in ("in_transit", "delivered", "delivered")]

    assert sent == [["CaseProgressed"], ["CaseProgressed"], []]
    assert desk.case.status == "closed"
    told = [item for item in desk.sent_messages if isinstance(item, CaseProgressed)][-1]
    assert told.details["status"] == "delivered"
    assert told.details["place"] == "Lyon"


def test_the_timeline_does_not_say_where_a_parcel_is() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    desk.told(a_parcel_move())

    assert "Lyon" not in str(desk.entries()[-1])


@pytest.mark.parametrize("message", [a_payment(), checked(), RESERVED])
def test_a_message_that_overtakes_the_submission_comes_back_later(message: object) -> None:
    desk = Desk()

    outcome = desk.try_tell([message])  # type: ignore[list-item]

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]


def test_an_answer_to_a_step_that_the_case_does_not_have_is_kept_as_failed() -> None:
    desk = Desk()
    desk.told(a_sales_order())

    outcome = desk.try_tell([checked(step="reserve_stock"), checked(step="dance")])

    assert [trouble.error for _, trouble in outcome.failed] == ["LookupError", "LookupError"]
