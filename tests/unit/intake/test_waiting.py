"""A case waits for stock, a payment or a person, and news come in any order."""

from dataclasses import replace

from shared.contracts.cases import CaseWaiting
from shared.contracts.stock import StockShort
from tests.unit.intake.builders import (
    AWAITED,
    CASE,
    CLEARED,
    DISPATCHED,
    ISSUED,
    NOT_POSSIBLE,
    RESERVED,
    SHORT,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk


def test_the_front_office_hears_once_what_the_case_waits_for() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    sent = [desk.told(SHORT), desk.told(SHORT), desk.told(AWAITED), desk.told(AWAITED)]

    assert sent == [["CaseWaiting"], [], ["CaseWaiting"], []]
    waiting = [item for item in desk.sent_messages if isinstance(item, CaseWaiting)]
    assert [(item.waits_for, item.detail) for item in waiting] == [
        ("stock", "A-1: 2 wanted, 1 available"),
        ("payment", "24.00 EUR: not paid yet"),
    ]
    assert desk.case.status == "waiting"


def test_the_case_goes_on_by_itself_when_goods_and_money_are_there() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), SHORT, AWAITED, RESERVED)

    sent = desk.told(CLEARED)

    assert sent == ["IssueInvoice", "PrepareShipment"]
    assert desk.case.status == "open"


def test_old_news_of_an_awaited_payment_change_nothing() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), checked(), CLEARED, AWAITED)

    assert sent == []
    assert desk.state("check_payment") == "done"


def test_a_reservation_that_a_count_took_back_is_waited_for_again() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED)

    sent = desk.told(SHORT)
    held_back = desk.told(CLEARED)
    goes_on = desk.told(RESERVED)

    assert sent == ["ReserveStock", "CaseWaiting"]
    assert held_back == []
    assert goes_on == ["IssueInvoice", "PrepareShipment"]


def test_news_of_short_stock_that_come_too_late_are_corrected_by_asking_again() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED)

    asked = desk.told(SHORT)
    answered = desk.told(RESERVED)

    assert asked == ["ReserveStock", "CaseWaiting"]
    assert answered == []
    assert desk.state("reserve_stock") == "done"
    assert desk.told(DISPATCHED, ISSUED) == ["CaseProgressed", "CaseClosed"]


def test_a_shipment_that_is_not_possible_is_asked_again_once_stock_is_there() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED)

    put_back = desk.told(NOT_POSSIBLE)
    short = desk.told(SHORT)
    asked = desk.told(RESERVED)
    closed = desk.told(ISSUED, DISPATCHED)

    assert put_back == ["ReserveStock", "CaseWaiting"]
    assert short == []
    assert asked == ["PrepareShipment"]
    assert closed == ["CaseProgressed", "CaseClosed"]
    assert "step_put_back" in desk.facts()


def test_a_shipment_put_back_after_the_news_of_short_stock_is_told_once() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, SHORT)

    sent = desk.told(NOT_POSSIBLE)

    assert sent == []
    assert desk.state("ship") == "pending"
    assert desk.told(RESERVED) == ["PrepareShipment"]


def test_goods_that_have_left_were_there_whatever_old_news_say() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, SHORT)

    desk.told(DISPATCHED, ISSUED)
    late = desk.told(StockShort(case=CASE, step="reserve_stock", missing=()))

    assert desk.case.status == "closed"
    assert late == []


def test_news_of_short_stock_after_the_goods_have_left_change_nothing() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, SHORT)

    assert sent == []
    assert desk.state("reserve_stock") == "done"


def test_a_repeated_impossibility_does_not_hide_that_the_goods_left() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, NOT_POSSIBLE, RESERVED, NOT_POSSIBLE)

    desk.told(DISPATCHED)
    closed = desk.told(ISSUED)

    assert closed == ["CaseProgressed", "CaseClosed"]


def test_an_impossibility_after_the_dispatch_changes_nothing() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, NOT_POSSIBLE)

    assert sent == []
    assert desk.state("ship") == "done"


def test_old_news_of_a_reservation_that_was_taken_back_change_nothing() -> None:
    """Seeds 206 and 69 of the simulation: the case believed to have what it was waiting for."""
    desk = Desk()
    desk.told(a_sales_order(), checked())
    short, granted, taken_back = (
        replace(SHORT, revision=1),
        replace(RESERVED, revision=2),
        replace(SHORT, revision=3),
    )

    desk.told(short, taken_back, granted)
    assert desk.state("reserve_stock") == "waiting"

    desk.told(replace(RESERVED, revision=4))
    assert desk.state("reserve_stock") == "done"
