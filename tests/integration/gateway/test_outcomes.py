"""What became of a command, told by its operation or at once to who prefers to wait."""

from typing import Any

import pytest

from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk
from tests.support.processes import wait_until

pytestmark = pytest.mark.usefixtures("intake")


def waiting(seconds: int = 5) -> dict[str, Any]:
    return {"headers": {"Prefer": f"respond-async, wait={seconds}"}}


def test_commands_tell_what_became_of_them(desk: Desk) -> None:
    submitted = desk.post("/v1/cases", CASE)
    assert desk.outcome(submitted)["status"] == "done"
    assert desk.outcome(submitted)["result"]["number"].startswith("SO-")

    correction = desk.post(submitted.headers["Location"] + "/corrections", {"totals": {"gross": "611.52"}})
    assert desk.outcome(correction)["status"] == "done"

    cancelled = desk.post(submitted.headers["Location"] + "/cancel", {"reason": "Ordered twice"}, **waiting())
    assert (cancelled.status_code, cancelled.get_json()["status"]) == (200, "done")

    late = desk.post(submitted.headers["Location"] + "/corrections", {"totals": {"gross": "611.52"}})
    found = desk.outcome(late)
    assert (found["status"], found["error"]["code"]) == ("refused", "correction_too_late")
    assert found["error"]["remedy"]


def test_who_prefers_to_wait_is_told_the_outcome(desk: Desk) -> None:
    wait_until(lambda: desk.house.publisher.ready, 20, "the gateway is linked to the broker")
    done = desk.post("/v1/cases", CASE, again="k1", **waiting())

    assert done.status_code == 200
    assert done.headers["Preference-Applied"] == "wait=5"
    assert done.headers["Content-Location"] == f"/v1/operations/{done.get_json()['id']}"
    assert done.get_json()["subject"] == done.headers["Location"].rsplit("/", 1)[1]
    again = desk.post("/v1/cases", CASE, again="k1", **waiting())
    assert (again.status_code, again.get_json()) == (200, done.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"

    address = done.headers["Location"]
    desk.outcome(desk.post(address + "/cancel", {"reason": "Ordered twice"}))
    refused = desk.post(address + "/corrections", {"totals": {"gross": "1.00"}}, **waiting())
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.get_json()["code"] == "refused"
    assert refused.get_json()["errors"][0]["code"] == "correction_too_late"
    assert refused.get_json()["errors"][0]["remedy"]
