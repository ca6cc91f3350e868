"""How the platform is, told by the platform: while all is well, and while it is not."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
import requests

from infra.local.house import clone
from infra.process_names import PROCESSES, SERVICES
from tests.support.case_bodies import an_order
from tests.support.front_office import PATIENCE, FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse

HEALTH = "/v1/operations/health"
PROBES = ("/livez", "/readyz", "/startupz")
PARTS = {
    "gateway", "stream", "intake", "validation", "accounting", "logistics", "notifications", "operations",
    "broker", "database",
}  # fmt: skip


def _states(found: dict[str, Any]) -> dict[str, str]:
    return {part["name"]: part["state"] for part in found["parts"]}


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(part for part in found["parts"] if part["name"] == name)


def _probed(house: RunningHouse, path: str) -> dict[str, int]:
    """What each program answers to a probe."""
    local = house.house
    binds = {"stream": local.stream_bind, **local.health_binds}
    addresses = {"gateway": house.gateway_url, **{name: f"http://{bind}" for name, bind in binds.items()}}
    return {
        name: requests.get(f"{address}{path}", timeout=20).status_code for name, address in addresses.items()
    }


@pytest.mark.parametrize("path", PROBES)
def test_every_program_says_that_it_lives_works_and_has_started(house: RunningHouse, path: str) -> None:
    well = dict.fromkeys(PROCESSES, 200)

    wait_until(lambda: _probed(house, path) == well, PATIENCE, f"200 of all eight programs at {path}")


def test_every_part_is_well_while_all_runs(shop: FrontOffice) -> None:
    shop.stock_up({"CH-100": 4})
    shop.wait_for_status(shop.submit(an_order()), "closed")

    found = shop.wait_for(HEALTH, lambda found: found["state"] == "ok", "well")

    assert set(_states(found)) == PARTS
    assert _part(found, "intake")["waiting"] is not None
    assert all(part["processes"] for part in found["parts"] if part["name"] not in ("broker", "database"))
    assert len(_part(found, "gateway")["processes"]) == 2


def test_a_service_that_is_stopped_is_down_and_that_stays_on_record(
    shop: FrontOffice, house: RunningHouse
) -> None:
    shop.wait_for(HEALTH, lambda found: _states(found)["logistics"] == "ok", "well")
    house.house.supervisor.stop("logistics")
    try:
        found = shop.wait_for(HEALTH, lambda found: _states(found)["logistics"] == "down", "told as down")
        french = shop.ask("GET", HEALTH, headers={"Accept-Language": "fr"}).json()
        shown = subprocess.run(
            [sys.executable, "-m", "gateway.cli", "status"],
            env={
                **os.environ,
                "COULISSE_URL": shop.url,
                "COULISSE_API_KEY": shop.key,
                "PYTHONPATH": str(clone()),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        shop.wait_for(
            f"{HEALTH}/history",
            lambda read: ("logistics", "down") in [(one["part"], one["state"]) for one in read["items"]],
            "on record",
        )
    finally:
        house.house.supervisor.start("logistics")

    assert found["state"] == "down"
    assert _part(found, "logistics")["reasons"][0] == "no process of it runs"
    assert _part(french, "logistics")["reasons"][0] == "aucun de ses processus ne tourne"
    assert (shown.returncode, json.loads(shown.stdout)["state"]) == (1, "down")
    shop.wait_for(HEALTH, lambda found: _states(found)["logistics"] == "ok", "well again")


def test_health_is_told_while_the_broker_is_away(shop: FrontOffice, house: RunningHouse) -> None:
    broker = house.house.stack.broker
    broker.stop()
    try:
        found = shop.wait_for(
            HEALTH,
            lambda found: {_states(found)[name] for name in ("broker", "intake")} == {"down"},
            "told as down",
        )
        shop.wait_for(
            f"{HEALTH}/history",
            lambda read: ("broker", "down") in [(one["part"], one["state"]) for one in read["items"]],
            "on record",
        )
        # Who looks at the broker says so; the gateway takes cases in, and the stream tells what is known.
        away = dict.fromkeys(SERVICES, 503) | {"gateway": 200, "stream": 200}
        wait_until(lambda: _probed(house, "/readyz") == away, PATIENCE, "all services unready")
        alive = [*_probed(house, "/livez").values(), *_probed(house, "/startupz").values()]
    finally:
        broker.start()

    assert _part(found, "broker")["reasons"] == ["the broker cannot be reached"]
    assert any("the broker takes no messages" in why for why in _part(found, "intake")["reasons"])
    assert set(alive) == {200}, "to start them anew would not help"
    shop.wait_for(HEALTH, lambda found: found["state"] == "ok", "well again")
