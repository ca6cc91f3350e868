"""Every command that was answered 202 has an operation that says what became of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk


def operation(desk: Desk, answer: Any, **more: Any) -> Any:
    return desk.get(f"/v1/operations/{answer.get_json()['operation']}", **more).get_json()


def waiting(seconds: int = 5) -> dict[str, Any]:
    return {"headers": {"Prefer": f"respond-async, wait={seconds}"}}


def test_an_operation_is_pending_until_its_service_has_seen_the_command(desk: Desk) -> None:
    answer = desk.post("/v1/cases", CASE)

    id = answer.get_json()["operation"]
    assert answer.headers["Link"] == f'</v1/operations/{id}>; rel="status"'
    found = operation(desk, answer)
    assert found == {
        "id": id,
        "status": "pending",
        "command": "case.submit.v1",
        "subject": answer.get_json()["id"],
        "resource": answer.headers["Location"],
        "accepted_at": answer.get_json()["received_at"],
        "finished_at": None,
        "result": {},
        "error": None,
    }


def test_a_repeated_request_has_the_operation_of_the_first(desk: Desk) -> None:
    first, second = (desk.post("/v1/cases", CASE, again="k1") for _ in range(2))

    assert second.headers["Link"] == first.headers["Link"]
    assert second.get_json()["operation"] == first.get_json()["operation"]


def test_an_operation_is_shown_to_the_client_that_handed_it_over_alone(desk: Desk) -> None:
    answer = desk.post("/v1/cases", CASE)
    address = f"/v1/operations/{answer.get_json()['operation']}"

    assert desk.get(address, key=desk.key_for("acme", client="other")).status_code == 404
    assert desk.get(address, key=desk.key_for("globex", client="shop")).status_code == 404
    assert desk.get(address, key=desk.key_for("acme", client="shop")).status_code == 200
    assert desk.get("/v1/operations/op_unknown").status_code == 404


def test_what_the_support_team_has_to_repair_is_failed_until_it_is_sent_back(desk: Desk, stack: Any) -> None:
    from shared.persistence.mongo import connect

    answer = desk.post("/v1/cases", CASE)
    message = answer.get_json()["operation"].replace("op_", "msg_")
    with connect(stack.mongodb_admin_url) as mongo:
        failed = mongo["coulisse_intake"]["failed"]
        failed.insert_one({"_id": message, "state": "failed", "failed_at": datetime.now(UTC)})
        found = operation(desk, answer)
        assert (found["status"], found["error"]["code"]) == ("failed", "failed")

        failed.update_one({"_id": message}, {"$set": {"state": "retried"}})
        assert operation(desk, answer)["status"] == "pending"


@pytest.mark.parametrize("prefer", ["wait=0", "wait=x", "respond-async", "wait=1"])
def test_who_does_not_wait_or_not_long_enough_is_told_that_it_was_accepted(desk: Desk, prefer: str) -> None:
    answer = desk.post("/v1/cases", CASE, headers={"Prefer": prefer})

    assert answer.status_code == 202
    assert "Preference-Applied" not in answer.headers


def test_waiting_does_not_take_every_thread(desk: Desk) -> None:
    seats = 0
    while desk.house.waiting_seats.acquire(blocking=False):
        seats += 1

    assert seats == desk.house.settings.threads // 2
    assert desk.post("/v1/cases", CASE, **waiting()).status_code == 202
