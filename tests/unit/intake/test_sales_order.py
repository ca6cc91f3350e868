"""A sales order from receipt to closure."""

from datetime import timedelta
from decimal import Decimal

from shared.contracts.accounts import CheckPayment, IssueInvoice
from shared.contracts.cases import CaseClosed, CaseProgressed
from shared.contracts.shipments import PrepareShipment
from shared.contracts.stock import ReserveStock
from shared.contracts.values import PartyRef, StockLine
from tests.unit.intake.builders import (
    BUYER,
    CASE,
    CLEARED,
    DISPATCHED,
    ISSUED,
    NOW,
    RESERVED,
    a_line,
    a_sales_order,
    checked,
)
from tests.unit.intake.desk import Desk


def test_an_accepted_case_is_numbered_and_its_documents_are_checked() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order())

    assert sent == ["CaseOpened", "CheckDocuments"]
    assert desk.case.number.startswith("SO-2026-00000")
    assert desk.case.status == "open"
    assert desk.facts() == ["case_opened", "step_asked"]


def test_stock_and_payment_are_asked_for_side_by_side() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(lines=(a_line(), a_line(2, article="A-1", quantity=3))), checked())

    assert sent == ["ReserveStock", "CheckPayment"]
    reserve, payment = desk.only(ReserveStock), desk.only(CheckPayment)
    assert isinstance(reserve, ReserveStock)
    assert reserve.lines == (StockLine(article="A-1", quantity=5),)
    assert isinstance(payment, CheckPayment)
    assert payment.gross == Decimal("60.00")


def test_nothing_is_invoiced_or_shipped_before_both_are_done() -> None:
    desk = Desk()

    after_one = desk.told(a_sales_order(), checked(), RESERVED)
    after_both = desk.told(CLEARED)

    assert after_one == []
    assert after_both == ["IssueInvoice", "PrepareShipment"]


def test_the_case_is_closed_when_everything_is_done() -> None:
    desk = Desk()

    sent = desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)

    assert sent == ["CaseProgressed", "CaseClosed"]
    assert desk.case.status == "closed"
    assert desk.case.due_at is None
    closed = desk.only(CaseClosed)
    assert isinstance(closed, CaseClosed)
    assert (closed.gross, closed.opened_at) == (Decimal("24.00"), NOW)


def test_the_front_office_hears_of_invoice_and_shipment() -> None:
    desk = Desk()

    desk.told(a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)

    told = [item for item in desk.sent_messages if isinstance(item, CaseProgressed)]
    assert [item.progress for item in told] == ["shipment_dispatched", "invoice_issued"]
    assert told[0].details == {"shipment": "shp_1", "tracking": "T-1"}
    assert told[1].details["number"] == "F-1"


def test_goods_go_to_the_recipient_and_the_invoice_to_the_buyer() -> None:
    desk = Desk()
    recipient = PartyRef(ref="party-3", role="recipient")

    desk.told(a_sales_order(parties=(recipient, BUYER)), checked(), RESERVED, CLEARED)

    shipment, invoice = desk.only(PrepareShipment), desk.only(IssueInvoice)
    assert isinstance(shipment, PrepareShipment)
    assert shipment.recipient == recipient
    assert isinstance(invoice, IssueInvoice)
    assert (invoice.buyer, invoice.recipient) == (BUYER, recipient)
    assert invoice.case_number == desk.case.number


def test_repeated_answers_change_nothing() -> None:
    desk = Desk()
    story = (a_sales_order(), checked(), RESERVED, CLEARED, DISPATCHED, ISSUED)
    desk.told(*story)
    before, facts = desk.case, desk.facts()

    sent = [desk.told(message) for message in story]

    assert sent == [[]] * len(story)
    assert desk.case == before
    assert desk.facts() == facts


def test_what_an_ordinary_message_sets_off_for_an_urgent_case_is_urgent() -> None:
    desk = Desk()
    desk.tell(a_sales_order(priority="urgent"), lane="urgent")

    outcome = desk.try_tell([checked()], lane="normal")

    keys = [row.routing_key for rows in outcome.sent.values() for row in rows]
    assert keys
    assert all(key.startswith("urgent.") for key in keys)
    assert desk.case.id == CASE


def test_two_messages_of_a_case_in_one_batch_build_on_each_other() -> None:
    desk = Desk()
    desk.told(a_sales_order(), checked())

    outcome = desk.try_tell([RESERVED, CLEARED])

    assert [type(item).__name__ for item in desk.sent(outcome)] == ["IssueInvoice", "PrepareShipment"]


def test_a_story_does_not_go_back_in_time_when_clocks_differ() -> None:
    """Seed 5 of the simulation, once its processes' clocks differed."""
    desk = Desk()
    desk.told(a_sales_order())

    desk.tell(checked(), at=desk.now - timedelta(seconds=2))

    instants = [entry.at for entry in desk.entries()]
    assert len(instants) == 2
    assert instants == sorted(instants)
