"""Goods that are not there, come in, or are not found."""

from tests.support.books import stock_against_movements
from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import Platform
from tests.support.webhook_receiver import WebhookReceiver


def test_an_order_waits_for_goods_and_goes_on_when_they_come_in(
    shop: FrontOffice, receiver: WebhookReceiver
) -> None:
    shop.stock_up({"CH-100": 1})
    shop.subscribe(receiver, "case.waiting")
    case = shop.submit(an_order())
    shop.wait_for_status(case, "waiting")
    (told,) = receiver.wait_for(bool)
    waiting = shop.stock("CH-100")

    shop.receive({"CH-100": 5})

    assert (told.payload["data"]["waits_for"], told.payload["data"]["detail"]) == (
        "stock",
        "CH-100: 2 wanted, 1 available",
    )
    assert (waiting["on_hand"], waiting["waiting"]) == (1, 1)
    shop.wait_for_status(case, "closed")
    shop.wait_for_stock("CH-100", on_hand=4, reserved=0, waiting=0)


def test_a_large_order_is_not_starved_by_small_ones(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 3})
    large = shop.submit(an_order(a_line(quantity=4)))
    shop.wait_for_status(large, "waiting")
    small = shop.submit(an_order(a_line(quantity=1)))
    shop.wait_for_status(small, "waiting")

    shop.receive({"CH-100": 1})

    shop.wait_for_status(large, "closed")
    assert shop.case(small)["status"] == "waiting"
    shop.receive({"CH-100": 1})
    shop.wait_for_status(small, "closed")


def test_a_count_takes_a_reservation_back_until_goods_come_in(shop: FrontOffice, platform: Platform) -> None:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order(payment_terms="prepaid"))
    shop.wait_for_step(case, "check_payment", "waiting")
    shop.wait_for_step(case, "reserve_stock", "done")

    shop.count({"CH-100": 1})

    shop.wait_for_step(case, "reserve_stock", "waiting")
    shop.wait_for_stock("CH-100", on_hand=1, reserved=0, waiting=1)
    shop.pay(case, "120.00")
    shop.wait_for_step(case, "check_payment", "done")
    shop.receive({"CH-100": 1})
    shop.wait_for_status(case, "closed")
    assert ("step_revoked", "reserve_stock") in shop.story(case)
    assert shop.stock("CH-100")["on_hand"] == 0
    assert stock_against_movements(platform.mongo, shop.tenant) == {}
