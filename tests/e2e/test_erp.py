"""The books' way into the ERP: each entry once, and how far it is can be read."""

from typing import Any

import pytest

from tests.support.books import stored_effects
from tests.support.case_bodies import an_order
from tests.support.erp import StandInErp
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import Platform


@pytest.fixture(autouse=True)
def quiet(platform: Platform, erp: StandInErp) -> None:
    """No entry of another story is under way, and the ERP behaves."""
    erp.misbehave("ok")
    wait_until(lambda: not stored_effects(platform.mongo, "accounting", "due", "leased"), 30, "entries sent")


def test_an_entry_is_booked_once_and_says_so(shop: FrontOffice, erp: StandInErp) -> None:
    case = _closed(shop)

    entry = _synced(shop, case, "sent")

    assert _booked(erp, case) == [entry["erp"]["reference"]]


def test_an_entry_reaches_an_erp_that_failed_or_lost_its_answer_exactly_once(
    shop: FrontOffice, erp: StandInErp
) -> None:
    erp.misbehave("fail", times=1)
    failed = _closed(shop)
    pending = _entry(shop, failed)["erp"]["state"]
    wait_until(lambda: erp.books.counted().get("mode.fail", 0) >= 1, 60, "a call failed")
    erp.misbehave("lose_answer", times=1)
    lost = _closed(shop)
    wait_until(lambda: erp.books.counted().get("mode.lose_answer", 0) >= 1, 60, "an answer lost")
    booked_before_it_was_known = _booked(erp, lost)

    sent = [_synced(shop, case, "sent") for case in (failed, lost)]

    assert pending == "pending"
    assert [_booked(erp, case) for case in (failed, lost)] == [[one["erp"]["reference"]] for one in sent]
    assert _booked(erp, lost) == booked_before_it_was_known


def test_an_erp_under_maintenance_is_asked_again_when_it_said(shop: FrontOffice, erp: StandInErp) -> None:
    erp.misbehave("unavailable", times=2, retry_after="1")

    case = _closed(shop)

    _synced(shop, case, "sent")
    assert len(_booked(erp, case)) == 1


def test_an_entry_that_the_erp_refuses_is_given_up_with_its_reason(
    shop: FrontOffice, erp: StandInErp
) -> None:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order(payment_terms="prepaid"))
    shop.wait_for_step(case, "check_payment", "waiting")
    sale = f"ent_{case.removeprefix('case_')}_sale"
    erp.misbehave("refuse", keys=(sale,))

    shop.pay(case, "120.00")

    shop.wait_for_status(case, "closed")
    refused = _synced(shop, case, "given_up")
    assert "account is closed" in refused["erp"]["failure"]
    assert refused["id"] == sale
    assert sale not in {one["idempotency_key"] for one in erp.books.listing()}
    assert len(_booked(erp, case)) == 1, "its neighbour, the payment, is booked"


def _closed(shop: FrontOffice) -> str:
    shop.stock_up({"CH-100": 2})
    case = shop.submit(an_order())
    shop.wait_for_status(case, "closed")
    return case


def _entry(shop: FrontOffice, case: str) -> dict[str, Any]:
    (sale,) = [one for one in shop.items("/v1/journal-entries", case=case) if one["journal"] == "VE"]
    return sale


def _synced(shop: FrontOffice, case: str, state: str) -> dict[str, Any]:
    """The sales entry, once its sync is in this state."""
    shop.wait_for(
        f"/v1/journal-entries?case={case}",
        lambda read: {one["journal"]: one["erp"]["state"] for one in read["items"]}.get("VE") == state,
        f"the entry {state}",
    )
    return _entry(shop, case)


def _booked(erp: StandInErp, case: str) -> list[str]:
    """The ERP's references of what it has booked for the case."""
    return [one["reference"] for one in erp.books.listing() if one["entry"]["case"] == case]
