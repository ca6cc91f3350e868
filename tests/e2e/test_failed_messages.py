"""`make failed`: what a service gave up on is listed, shown, repaired and retried."""

import os
import subprocess
import sys

from infra.local.house import clone
from tests.support.books import failed_messages
from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse


def test_a_message_that_failed_is_listed_shown_and_retried_once_its_cause_is_repaired(
    shop: FrontOffice, house: RunningHouse
) -> None:
    shop.stock_up({"CH-100": 2})
    items = house.mongo["coulisse_logistics"].stock_items
    damaged = {"tenant": shop.tenant, "article": "CH-100"}
    items.update_one(damaged, {"$set": {"on_hand": "two"}})
    case = shop.submit(an_order())
    wait_until(lambda: bool(failed_messages(house.mongo, shop.tenant)), 20, "the message failed")
    (failed,) = failed_messages(house.mongo, shop.tenant)

    listed, shown = _command(house, "list"), _command(house, "show", failed["_id"])
    items.update_one(damaged, {"$set": {"on_hand": 2}})
    retried = _command(house, "retry", failed["_id"])

    assert "logistics" in listed
    assert f"type:       {failed['type']}" in shown
    assert case in shown
    assert "on_hand" in shown
    assert "1 sent back." in retried
    shop.wait_for_status(case, "closed")
    assert failed["_id"] not in _command(house, "list")
    assert shop.stock("CH-100")["on_hand"] == 0


def _command(house: RunningHouse, *arguments: str) -> str:
    """What `python -m infra.failed` prints, with a terminal wide enough for its table."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.failed", *arguments],
        cwd=clone(),
        env={**os.environ, **house.house.admin_environment(), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
