"""Every process is killed in the middle of work: each case closes, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import requests

from tests.support.books import (
    balances,
    entry_numbers_of,
    failed_messages,
    numbers_of,
    stock_against_movements,
    unbalanced_entries,
)
from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import Platform, RunningHouse
from tests.support.webhook_receiver import WebhookReceiver
from tests.unit.validation.files import a_pdf

CASES = 40
SERVICES = ("intake", "validation", "logistics", "accounting", "notifications")


def test_killing_every_process_under_load_loses_nothing_and_doubles_nothing(
    shop: FrontOffice, house: RunningHouse, receiver: WebhookReceiver
) -> None:
    shop.stock_up({"CH-100": 2 * CASES})
    shop.subscribe(receiver, "case.closed")
    bodies = [an_order(customer=f"C-{number}", signed=shop.upload(a_pdf())) for number in range(CASES)]

    with ThreadPoolExecutor(4) as pool:
        submitted = [
            pool.submit(_until_taken, shop, body, f"order-{number}") for number, body in enumerate(bodies)
        ]
        for service in SERVICES:
            _wait_for_progress(shop, house)
            house.kill(service)
        house.kill_gateway_worker()
        cases = [each.result() for each in submitted]

    for case in cases:
        shop.wait_for_status(case, "closed", within=90)
    assert len({one["id"] for one in shop.items("/v1/cases", limit=100)}) == len(set(cases)) == CASES
    _the_books_hold(shop, house)
    told = receiver.wait_for(lambda came: len({one.payload["data"]["case"] for one in came}) == CASES, 30)
    assert len({one.id for one in told}) == CASES


def _until_taken(shop: FrontOffice, body: dict[str, Any], key: str) -> str:
    """Submit as a careful client does: the same again under the same key until it is answered."""
    taken: list[str] = []

    def submit() -> bool:
        try:
            answer = shop.ask("POST", "/v1/cases", body, again=key)
        except requests.ConnectionError:
            return False
        if answer.status_code == 202:
            taken.append(answer.json()["id"])
        return bool(taken)

    wait_until(submit, 30, f"{key} taken")
    return taken[0]


def _wait_for_progress(shop: FrontOffice, platform: Platform) -> None:
    """Until something further has happened to the cases, so that each kill comes in the middle."""
    facts = platform.mongo["coulisse_intake"].timeline
    seen = facts.count_documents({"tenant": shop.tenant})
    wait_until(lambda: facts.count_documents({"tenant": shop.tenant}) >= seen + 5, 30, "progress")


def _the_books_hold(shop: FrontOffice, platform: Platform) -> None:
    mongo, tenant = platform.mongo, shop.tenant

    assert failed_messages(mongo, tenant) == []
    assert unbalanced_entries(mongo, tenant) == []
    assert numbers_of(mongo, tenant) == list(range(1, CASES + 1))
    assert entry_numbers_of(mongo, tenant, "VE") == list(range(1, CASES + 1))
    assert balances(mongo, tenant)["411"] == Decimal(120 * CASES)
    assert stock_against_movements(mongo, tenant) == {}
    assert (shop.stock("CH-100")["on_hand"], shop.stock("CH-100")["reserved"]) == (0, 0)
    assert mongo["coulisse_logistics"].shipments.count_documents({"tenant": tenant}) == CASES
