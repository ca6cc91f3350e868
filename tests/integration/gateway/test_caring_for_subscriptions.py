"""Subscriptions are changed, paused, tried, and caught up with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import LocalStack
from services.notifications.adapters.failed_deliveries import FailedDeliveries
from shared.persistence.mongo import connect
from shared.runtime.performing import Done, Effort
from tests.integration.gateway.backroom import Backroom
from tests.integration.gateway.conftest import Desk

NEW = {"url": "https://93.184.215.14/hooks", "events": ["case.closed"]}


@pytest.fixture
def backroom(desk: Desk, stack: LocalStack, master_key_file: Path) -> Iterator[Backroom]:
    with connect(stack.mongodb_admin_url) as mongo:
        yield Backroom(desk, mongo, {"COULISSE_MASTER_KEY_FILE": str(master_key_file)})


@pytest.fixture
def address(desk: Desk, backroom: Backroom) -> str:
    """Of a subscription that was just made."""
    made = desk.post("/v1/subscriptions", NEW)
    assert made.status_code == 202, made.text
    backroom.catch_up()
    found: str = made.headers["Location"]
    return found


def changed(desk: Desk, address: str, body: dict[str, Any], tag: str | None) -> Any:
    return desk.ask("PATCH", address, body, headers={"If-Match": tag} if tag else {})


def test_a_change_needs_the_tag_of_what_was_read(desk: Desk, backroom: Backroom, address: str) -> None:
    tag = desk.get(address).headers["ETag"]

    first = changed(desk, address, {"events": ["*"]}, tag)
    backroom.catch_up()

    assert first.status_code == 202
    assert desk.get(address).get_json()["events"] == ["*"]
    assert changed(desk, address, {"events": ["case.opened"]}, tag).status_code == 412
    assert changed(desk, address, {"events": ["case.opened"]}, None).status_code == 428
    assert changed(desk, address, {"events": ["case.opened"]}, "*").status_code == 202


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"url": "https://10.0.0.1/hooks"}, "/url"),
        ({"events": ["case.exploded"]}, "/events/0"),
        ({"disabled": "yes"}, "/disabled"),
        ({"secret": "x"}, "/secret"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    desk: Desk, address: str, body: dict[str, Any], pointer: str
) -> None:
    answer = changed(desk, address, body, "*")

    assert answer.status_code == 422
    assert [error.get("pointer") for error in answer.get_json()["errors"]] == [pointer]


def test_what_is_paused_can_be_enabled_again(desk: Desk, backroom: Backroom, address: str) -> None:
    changed(desk, address, {"disabled": True}, "*")
    backroom.catch_up()
    paused = desk.get(address).get_json()

    desk.post(f"{address}/enable", None)
    backroom.catch_up()

    assert (paused["state"], desk.get(address).get_json()["state"]) == ("disabled", "active")


def test_a_ping_is_a_delivery_of_its_own(desk: Desk, backroom: Backroom, address: str) -> None:
    answer = desk.post(f"{address}/ping", None)
    backroom.catch_up()

    delivery = desk.get(answer.headers["Location"]).get_json()
    assert (delivery["type"], delivery["state"], delivery["attempts"]) == ("coulisse.ping", "pending", 0)
    assert delivery["payload"]["type"] == "coulisse.ping"


def test_deliveries_are_found_by_subscription_type_state_and_time(
    desk: Desk, backroom: Backroom, address: str
) -> None:
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    desk.post(f"{address}/ping", None)
    backroom.catch_up()
    id = address.rpartition("/")[2]

    def count(filters: str) -> int:
        return len(desk.get(f"/v1/deliveries?{filters}").get_json()["items"])

    assert count(f"subscription={id}&type=coulisse.ping&state=pending&since={before}") == 1
    assert (count(f"subscription={id}"), count("type=coulisse.ping")) == (1, 1)
    assert (
        count("subscription=sub_none"),
        count("type=case.closed"),
        count("since=2099-01-01T00:00:00Z"),
    ) == (0, 0, 0)


def test_everything_that_was_given_up_is_sent_again(desk: Desk, backroom: Backroom, address: str) -> None:
    since = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for _ in range(3):
        desk.post(f"{address}/ping", None)
    backroom.catch_up()
    effects = backroom.mongo["coulisse_notifications"]["effects"]
    effects.update_many({}, {"$set": {"state": "given_up", "due_at": None}})

    answer = desk.post(f"{address}/redeliveries", {"since": since})
    backroom.catch_up()
    _perform(backroom)

    progress = desk.get(answer.headers["Location"]).get_json()
    assert (progress["state"], progress["asked"], progress["failure"]) == ("done", 3, None)
    assert effects.count_documents({"kind": "SendWebhook", "state": "due"}) == 3


def _perform(backroom: Backroom) -> None:
    """What the effect's worker would do with the search that the redelivery begins with."""
    from services.notifications.domain.redelivery import FindFailed

    database = backroom.mongo["coulisse_notifications"]
    (effect,) = database["effects"].find({"kind": "FindFailed"})
    what = FindFailed(**effect["what"])
    effort = Effort(
        id=effect["_id"],
        what=what,
        tenant="acme",
        subject="",
        destination="redelivery",
        attempt=1,
        now=backroom.now,
    )
    (result,) = FailedDeliveries(database).perform([effort])
    assert isinstance(result, Done)
    for message in result.send:
        backroom.tell(message)


def test_a_period_that_lies_ahead_is_refused(desk: Desk, address: str) -> None:
    answer = desk.post(f"{address}/redeliveries", {"since": "2099-01-01T00:00:00Z"})

    assert [error["pointer"] for error in answer.get_json()["errors"]] == ["/since"]


def test_another_clients_subscription_is_not_there(desk: Desk, address: str) -> None:
    stranger = desk.key_for("globex")

    assert (
        desk.ask("PATCH", address, {"disabled": True}, key=stranger, headers={"If-Match": "*"}).status_code
        == 404
    )
    for more in ("/enable", "/ping"):
        assert desk.post(address + more, None, key=stranger).status_code == 404
    body = {"since": "2026-03-31T10:00:00Z"}
    assert desk.post(f"{address}/redeliveries", body, key=stranger).status_code == 404
