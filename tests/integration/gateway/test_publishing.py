"""What was accepted reaches the broker: at once, or when the broker is back."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pika

from gateway.accepting.publishing import SWEEP_AFTER, Outbox
from gateway.examples import CASE
from infra.local.stack import LocalStack
from shared.contracts.topology import topology
from tests.integration.gateway.conftest import Desk
from tests.support.processes import wait_until
from tests.support.stack import purge_queues


def messages(stack: LocalStack, most: int) -> list[dict[str, Any]]:
    """Takes what waits in the queues: `most` messages, or fewer when they do not come within five seconds."""
    found: list[dict[str, Any]] = []
    connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_admin_url))
    channel = connection.channel()
    for queue in topology().queues:
        channel.basic_consume(queue.name, lambda *given: found.append(json.loads(given[3])), auto_ack=True)
    deadline = time.monotonic() + 5
    while len(found) < most and time.monotonic() < deadline:
        connection.process_data_events(0.1)
    connection.close()
    return found


def unsent(desk: Desk) -> int:
    return desk.house.own["requests"].count_documents({"unsent": True})


def test_an_accepted_case_reaches_intake_and_is_noted_as_sent(desk: Desk, stack: LocalStack) -> None:
    purge_queues(stack)
    wait_until(lambda: desk.house.publisher.ready, 60, "the link to the broker")
    document = desk.upload()
    wanted = [
        desk.post("/v1/cases", CASE).get_json()["id"],
        desk.post("/v1/cases", CASE | {"documents": [{"id": document, "kind": "contract"}]}).get_json()["id"],
    ]

    wait_until(lambda: unsent(desk) == 0, 60, "all is noted as sent")
    found = messages(stack, 2)
    assert sorted(one["data"]["case"] for one in found) == sorted(wanted)
    assert {one["type"] for one in found} == {"case.submit.v1"}
    assert {one["tenant"] for one in found} == {"acme"}
    assert desk.house.documents.describe("acme", [document])[document].case == wanted[1]
    for stored in desk.stored():
        assert {"message", "unsent", "attach"}.isdisjoint(stored)
        assert stored["sent_at"] >= stored["created_at"]


def test_with_the_broker_away_everything_is_accepted_and_sent_later(desk: Desk, stack: LocalStack) -> None:
    purge_queues(stack)
    wait_until(lambda: desk.house.publisher.ready, 60, "the link to the broker")
    stack.broker.stop()
    try:
        wait_until(lambda: not desk.house.publisher.ready, 60, "the link is known to be gone")
        document = desk.upload()
        body = CASE | {"documents": [{"id": document, "kind": "contract"}]}
        answers = [desk.post("/v1/cases", CASE if number else body) for number in range(3)]
    finally:
        stack.broker.start()
    assert [answer.status_code for answer in answers] == [202] * 3
    assert unsent(desk) == 3

    wait_until(lambda: unsent(desk) == 0, 60, "the sweep has sent everything")
    assert {one["data"]["case"] for one in messages(stack, 3)} == {
        answer.get_json()["id"] for answer in answers
    }
    assert desk.house.documents.describe("acme", [document])[document].case == answers[0].get_json()["id"]


def test_one_worker_at_a_time_sweeps(desk: Desk, stack: LocalStack) -> None:
    wait_until(lambda: desk.house.publisher.ready, 60, "the link to the broker")
    later = datetime.now(UTC) + SWEEP_AFTER + timedelta(minutes=1)
    house = desk.house
    first, second = (
        Outbox(house.own, house.publisher, house.documents, seconds=5, clock=lambda: later) for _ in range(2)
    )
    desk.post("/v1/cases", CASE)
    house.own["requests"].update_many({}, {"$set": {"unsent": True}})
    wait_until(lambda: unsent(desk) <= 1, 60, "stored")

    house.own["leases"].delete_many({})
    house.own["leases"].insert_one(
        {"_id": "sweep", "holder": "somebody", "until": later + timedelta(seconds=1)}
    )
    assert first.sweep() == 0

    house.own["leases"].update_one({"_id": "sweep"}, {"$set": {"until": later - timedelta(seconds=1)}})
    first.sweep()
    assert second.sweep() == 0
    assert house.own["leases"].find_one({"_id": "sweep"})["holder"] == first._holder  # type: ignore[index]
