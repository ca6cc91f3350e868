"""The broker or the database is down for a while: nothing is lost, and nothing is taken by halves."""

from tests.support.books import failed_messages, stock_against_movements
from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.running_house import RunningHouse

BACK = 60.0
"""Seconds in which the platform has to work again once what was down is back."""


def test_cases_accepted_while_the_broker_is_down_are_done_when_it_is_back(
    shop: FrontOffice, house: RunningHouse
) -> None:
    shop.stock_up({"CH-100": 10})
    broker = house.house.stack.broker
    broker.stop()
    try:
        cases = [shop.submit(an_order(customer=f"C-{number}")) for number in range(3)]
        meanwhile = [shop.case(case)["status"] for case in cases]
    finally:
        broker.start()

    assert meanwhile == ["received"] * 3
    for case in cases:
        shop.wait_for_status(case, "closed", within=BACK)
    shop.wait_for_stock("CH-100", on_hand=4, reserved=0)


def test_while_the_database_is_down_the_door_says_when_to_come_back(
    shop: FrontOffice, house: RunningHouse
) -> None:
    shop.stock_up({"CH-100": 10})
    database = house.house.stack.database
    body = an_order()
    database.stop()
    try:
        refused = shop.ask("POST", "/v1/cases", body, again="order-1")
        unread = shop.ask("GET", "/v1/cases")
        alive = shop.ask("GET", "/healthz")
        ready = shop.ask("GET", "/readyz")
    finally:
        database.start()

    assert [answer.status_code for answer in (refused, unread, alive, ready)] == [503, 503, 200, 503]
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Content-Type"] == "application/problem+json"
    shop.wait_for("/readyz", lambda read: read["status"] == "ready", "the door ready again", within=BACK)
    case = shop.submit(body, again="order-1")
    shop.wait_for_status(case, "closed", within=BACK)
    assert [one["id"] for one in shop.items("/v1/cases")] == [case]
    assert shop.submit(body, again="order-1") == case
    assert stock_against_movements(house.mongo, shop.tenant) == {}
    assert failed_messages(house.mongo, shop.tenant) == []
