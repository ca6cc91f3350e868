"""Failed messages that are ordered back are handled once each, whoever dies in the middle of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.stack import LocalStack
from shared.contracts.codec import outgoing
from shared.contracts.failures import FailureRef, RetryFailures, StopRetry
from shared.contracts.topology import queues_of
from shared.contracts.values import Actor
from shared.persistence.failed_capacity import Capacity
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import FailedMessage
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until

OPERATIONS = "services.operations.service"
COUNT = 350
ADA = Actor(kind="agent", id="ada")


@pytest.fixture
def operations(prepared: LocalStack, desk: Desk) -> Iterator[Any]:
    """The database of operations, empty, as its queues are."""
    with connect(prepared.mongodb_admin_url) as mongo:
        database = mongo["coulisse_operations"]
        for queue in queues_of("operations"):
            desk._channel.queue_purge(queue)
        for name in database.list_collection_names():
            database[name].delete_many({})
        yield database


def failure(number: int, article: str = "plain") -> FailedMessage:
    row = outgoing(
        reserve(number, article),
        source="intake",
        tenant="acme",
        lane="normal",
        now=datetime.now(UTC),
        id=f"{number:032x}",
    )
    return FailedMessage(
        id=row.id,
        queue="logistics.normal.0",
        type="stock.reserve.v1",
        tenant="acme",
        subject=f"case_{number:04d}",
        error="ZeroDivisionError",
        reason="a bug",
        place="domain/reserving.py:7",
        stack="",
        attempts=1,
        headers={},
        body=row.body,
        failed_at=datetime.now(UTC),
        message_id=row.id,
    )


def keep(stack: LocalStack, *failures: FailedMessage, capacity: Capacity | None = None) -> list[str]:
    """In logistics' failed store, as its runtime would; ids of those for which there is no room."""
    with connect(stack.mongodb_admin_url) as client:
        return MongoStore(client, "coulisse_logistics", (), capacity or Capacity()).fail(*failures)


def an_order(failures: list[FailedMessage]) -> RetryFailures:
    refs = tuple(FailureRef(service="logistics", failure=one.id) for one in failures)
    return RetryFailures(order="ret_1", failures=refs, actor=ADA)


def states(desk: Desk) -> dict[str, int]:
    groups = desk.database.failed.aggregate([{"$group": {"_id": "$state", "count": {"$sum": 1}}}])
    return {group["_id"]: group["count"] for group in groups}


@pytest.mark.parametrize(
    ("who", "failpoint"),
    [
        (COUNTING, "before_commit:3"),
        (COUNTING, "after_commit:3"),
        (COUNTING, "after_publish:4"),
        (COUNTING, "before_acknowledge:4"),
        (OPERATIONS, "after_commit:2"),
        (OPERATIONS, "before_acknowledge:3"),
    ],
)
def test_a_group_is_retried_once_though_somebody_is_killed_in_the_middle(
    prepared: LocalStack, desk: Desk, operations: Any, who: str, failpoint: str
) -> None:
    failures = [failure(number) for number in range(COUNT)]
    keep(prepared, *failures)
    points = {module: failpoint if module == who else "" for module in (COUNTING, OPERATIONS)}

    with (
        ServiceUnderTest(prepared, COUNTING, COULISSE_FAILPOINT=points[COUNTING]) as counting,
        ServiceUnderTest(prepared, OPERATIONS, COULISSE_FAILPOINT=points[OPERATIONS]) as ordering,
    ):
        desk.send([an_order(failures)])
        killed = counting if who == COUNTING else ordering
        assert killed.process.wait(60) == 137
        killed.start(COULISSE_FAILPOINT="")
        wait_until(lambda: states(desk) == {"resolved": COUNT}, 60, lambda: f"all handled: {states(desk)}")
        wait_until(lambda: _order(operations)["state"] == "done", 60, "the order done")

    assert desk.counted() == COUNT
    assert desk.database.facts.count_documents({}) == COUNT
    assert (_order(operations)["taken"], _order(operations)["skipped"]) == (COUNT, 0)
    assert desk.database.failed.count_documents({"retries": 1}) == COUNT


def test_what_fails_again_is_the_same_story_and_can_be_stopped(
    prepared: LocalStack, desk: Desk, operations: Any
) -> None:
    failures = [failure(number, "bug") for number in range(COUNT)]
    keep(prepared, *failures)

    with (
        ServiceUnderTest(prepared, COUNTING) as counting,
        ServiceUnderTest(prepared, OPERATIONS) as ordering,
    ):
        counting.wait_ready()
        ordering.wait_ready()
        desk.send([an_order(failures), StopRetry(order="ret_1", actor=ADA)])
        wait_until(lambda: _order(operations)["state"] in ("stopped", "done"), 60, "the order stopped")
        taken = _order(operations)["taken"]
        wait_until(
            lambda: desk.database.failed.count_documents({"failures": 2}) == taken, 60, "all failed again"
        )

    assert desk.database.failed.count_documents({}) == COUNT
    assert taken < COUNT
    again = desk.database.failed.find_one({"failures": 2})
    assert again is not None
    assert (again["state"], [one["retry"] for one in again["history"]]) == ("failed", [0, 1])
    assert "service.py:" in again["history"][1]["place"]


def test_a_full_store_turns_failures_away_says_so_and_keeps_the_story_of_what_it_has(
    prepared: LocalStack, desk: Desk
) -> None:
    small = Capacity(most=3)
    keep(prepared, *(failure(number) for number in range(3)), capacity=small)

    refused = keep(prepared, failure(2), failure(3), capacity=small)

    assert refused == [failure(3).id]
    assert {found["_id"]: found["failures"] for found in desk.failed()}[failure(2).id] == 2
    said = desk.database.limits.find_one({"_id": "failed"})
    assert said is not None
    assert (said["full"], said["turned_away"]) == (True, 1)


def test_a_flood_beyond_the_cap_waits_on_the_ladder_and_nothing_is_lost(
    prepared: LocalStack, desk: Desk
) -> None:
    with ServiceUnderTest(prepared, COUNTING, FAILED_MOST="50") as counting:
        counting.wait_ready()
        desk.send([reserve(number, "bug") for number in range(400)])
        desk.send([reserve(1000)])
        wait_until(
            lambda: desk.database.failed.count_documents({}) + desk.on_the_ladder() == 400,
            60,
            lambda: f"{desk.database.failed.count_documents({})} kept, {desk.on_the_ladder()} on the ladder",
        )
        wait_until(lambda: desk.counted() == 1, 30, "the neighbour handled")
        wait_until(lambda: _full(desk), 30, "it says that it is full")

    assert desk.database.failed.count_documents({}) >= 50
    assert desk.on_the_ladder() > 0


def test_room_is_made_by_forgetting_what_is_resolved(prepared: LocalStack, desk: Desk) -> None:
    keep(prepared, *(failure(number) for number in range(10)))
    desk.database.failed.update_many({"_id": {"$ne": failure(0).id}}, {"$set": {"state": "resolved"}})

    with connect(prepared.mongodb_admin_url) as client:
        store = MongoStore(client, "coulisse_logistics", (), Capacity(most=10))
        store.tidy_failed(datetime.now(UTC))
        kept = [found["_id"] for found in desk.failed()]
        refused = MongoStore(client, "coulisse_logistics", (), Capacity(most=10)).fail(failure(11))

    assert kept == [failure(0).id]
    assert refused == []


def test_what_was_handled_after_all_is_not_retried(prepared: LocalStack, desk: Desk) -> None:
    keep(prepared, failure(1))
    desk.database.inbox.insert_one({"_id": "batch", "ids": [failure(1).id], "at": datetime.now(UTC)})

    with ServiceUnderTest(prepared, COUNTING) as counting:
        counting.wait_ready()
        wait_until(lambda: states(desk) == {"resolved": 1}, 30, "seen to be resolved")


def _order(operations: Any) -> dict[str, Any]:
    found: dict[str, Any] | None = operations.retries.find_one({"_id": "ret_1"})
    return found or {"state": "", "taken": 0, "skipped": 0}


def _full(desk: Desk) -> bool:
    return bool((desk.database.limits.find_one({"_id": "failed"}) or {}).get("full"))
