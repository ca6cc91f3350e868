"""Submitting twice, and being urgent."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse

BACKLOG = 120


def test_the_same_submission_again_is_the_same_case(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 10})
    body = an_order()
    first = shop.ask("POST", "/v1/cases", body, again="order-1")

    second = shop.ask("POST", "/v1/cases", body, again="order-1")

    assert (second.status_code, second.json()) == (202, first.json())
    assert second.headers["Idempotency-Replayed"] == "true"
    shop.wait_for_status(first.json()["id"], "closed")
    assert len(shop.items("/v1/cases")) == 1
    assert shop.stock("CH-100")["on_hand"] == 8


def test_another_body_under_the_same_key_is_refused(shop: FrontOffice) -> None:
    shop.submit(an_order(), again="order-1")

    other = shop.ask("POST", "/v1/cases", an_order(a_line(quantity=3)), again="order-1")

    assert other.status_code == 422
    assert other.headers["Content-Type"] == "application/problem+json"


def test_many_retries_at_the_same_time_make_one_case(shop: FrontOffice) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: shop.ask("POST", "/v1/cases", an_order(), again="order-1"), range(16))
        )

    taken = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len(set(taken)) == 1
    shop.wait_for("/v1/cases", lambda read: len(read["items"]) == 1, "one case")


def test_an_urgent_case_overtakes_a_backlog(shop: FrontOffice, house: RunningHouse) -> None:
    shop.stock_up({"CH-100": 2 * BACKLOG + 2})
    bodies = [an_order(customer=f"C-{number}") for number in range(BACKLOG)]
    with house.standing_still():
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(shop.submit, bodies))
        urgent = shop.submit(an_order(priority="urgent", customer="C-urgent"))

    ended_at = shop.wait_for_status(urgent, "closed", within=60)["ended_at"]

    wait_until(lambda: house.closed(shop.tenant) == BACKLOG + 1, 60, "the backlog done")
    before = [one for one in shop.items("/v1/cases", limit=100) if one["ended_at"] < ended_at]
    assert len(before) < BACKLOG / 4, "ordinary cases that ended before the urgent one"
