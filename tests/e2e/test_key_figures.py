"""Key figures follow what really happens, and are what the timelines say."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from infra.local.house import clone
from infra.recount import amiss, recounted, write
from services.operations.collections import CASE_COUNTS, DATABASE
from shared.time_zones import TimeZones
from tests.e2e.test_people import an_answered_complaint, decide
from tests.e2e.test_work_list import outcome
from tests.support.case_bodies import a_line, an_order
from tests.support.front_office import PATIENCE, FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import Platform

PATH, ORDER = "/v1/operations/figures", "sales_order_bare"


def of_types(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["type"]: one for one in found["types"]}


def test_figures_follow_cases_and_are_what_their_stories_say(shop: FrontOffice, platform: Platform) -> None:
    shop.stock_up({"CH-100": 2})
    shop.wait_for_status(shop.submit(an_order()), "closed")
    shop.wait_for_status(shop.submit(an_order(a_line(quantity=10))), "waiting")
    complaint = an_answered_complaint(shop)
    outcome(shop, shop.post(f"/v1/cases/{complaint}/reopen", {"reason": "Still nothing"}))
    decide(shop, complaint, "answer", 2, "It is on your doorstep.")
    shop.wait_for_status(complaint, "closed")
    cancelled = shop.submit(an_order(a_line(quantity=10)))
    shop.wait_for_status(cancelled, "waiting")
    shop.post(f"/v1/cases/{cancelled}/cancel", {"reason": "a change of mind"})
    shop.wait_for_status(cancelled, "cancelled")

    found = shop.wait_for(
        PATH,
        lambda read: (
            of_types(read).get(ORDER, {}).get("cancelled") == 1
            and of_types(read).get("complaint", {}).get("closed") == 2
        ),
        "the figures of all of them",
    )

    orders, complaints = of_types(found)[ORDER], of_types(found)["complaint"]
    assert [orders[name] for name in ("received", "closed", "cancelled", "waiting")] == [3, 1, 1, 1]
    assert orders["compliance"] == "1.000"
    assert 0 < orders["time_to_closure_ms"]["mean"] < 120_000
    (stock,) = [step for step in orders["steps"] if step["step"] == "reserve_stock"]
    assert (stock["cases"], stock["waited_ms"] > 0) == (2, True)
    assert complaints["reopened"] == 1
    wait_until(lambda: not _amiss(platform, shop.tenant), PATIENCE, "figures that are what the stories say")


def test_figures_that_were_lost_are_recounted(shop: FrontOffice, platform: Platform) -> None:
    shop.stock_up({"CH-100": 2})
    shop.wait_for_status(shop.submit(an_order()), "closed")
    shop.wait_for(PATH, lambda read: of_types(read).get(ORDER, {}).get("closed") == 1, "its figures")
    platform.mongo[DATABASE][CASE_COUNTS].delete_many({"tenant": shop.tenant})

    lost = _amiss(platform, shop.tenant)
    write(platform.mongo, recounted(platform.mongo, TimeZones.read({}), (shop.tenant,)), (shop.tenant,))

    assert any("closed is 0, the stories say 1" in one for one in lost)
    assert _amiss(platform, shop.tenant) == []
    assert of_types(shop.get(PATH))[ORDER]["closed"] == 1
    shop.submit(an_order())
    shop.wait_for(PATH, lambda read: of_types(read)[ORDER]["received"] == 2, "the next one counts on")


def _amiss(platform: Platform, tenant: str) -> list[str]:
    recount = recounted(platform.mongo, TimeZones.read({}), (tenant,))
    return amiss(platform.mongo, recount, datetime.now(UTC), (tenant,))


def test_coulisse_figures_prints_what_a_program_reads(shop: FrontOffice) -> None:
    shop.submit(an_order())
    shop.wait_for(PATH, lambda read: ORDER in of_types(read), "its figures")
    environ = {
        **os.environ,
        "COULISSE_URL": shop.url,
        "COULISSE_API_KEY": shop.key,
        "PYTHONPATH": str(clone()),
    }

    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "figures", "--type", ORDER, "--days"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    ((orders,),) = [json.loads(done.stdout)["types"]]
    assert (orders["received"], [day["received"] for day in orders["days"]]) == (1, [1])
