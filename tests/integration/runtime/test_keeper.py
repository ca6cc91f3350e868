"""One process per service keeps house: it sweeps, reminds and does chores, and another takes its place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from infra.local.stack import LocalStack
from shared.contracts.codec import OutgoingRow, decode
from shared.persistence.keeper_store import KeeperStore
from shared.persistence.mapping import to_document
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import Commit
from shared.runtime.clock import system_clock
from shared.runtime.keeper import Keeper
from shared.runtime.keeper_turns import KeeperTurns
from shared.runtime.room import Room
from tests.integration.runtime.desk import Desk, reserve
from tests.support.errands.service import Alarm, room
from tests.support.processes import ServiceUnderTest, wait_until

ERRANDS = "tests.support.errands.service"
SWEEP = timedelta(seconds=1)
DATABASE = "coulisse_logistics"


class Kept:
    """A keeper of the errands service whose messages are written down instead of sent."""

    def __init__(self, mongo: MongoClient[dict[str, Any]], holder: str) -> None:
        self.swept: list[tuple[str, list[OutgoingRow]]] = []
        self.reminded: list[str] = []
        self.takes_messages = True
        logistics: Room = room({})
        self.store = MongoStore(mongo, DATABASE, logistics.collections)
        turns = KeeperTurns(
            logistics,
            (),
            KeeperStore(mongo[DATABASE]),
            self.store,
            lambda rows: self.swept.extend(rows.items()),
            lambda rows: self.reminded.extend(decode(row.body).envelope.id for row in rows),
            system_clock,
            holder,
            SWEEP,
            lambda: self.takes_messages,
        )
        self.keeper = Keeper("logistics", turns)


@pytest.fixture
def mongo(prepared: LocalStack, desk: Desk) -> Iterator[MongoClient[dict[str, Any]]]:
    desk.database.leases.delete_many({})
    with connect(prepared.mongodb_admin_url) as client:
        yield client


def alarm(mongo: MongoClient[dict[str, Any]], id: str) -> None:
    mongo[DATABASE].alarms.insert_one(to_document(Alarm(id, "acme", system_clock()), 1))


def test_a_reminder_comes_once_from_one_keeper_and_again_from_its_successor(
    mongo: MongoClient[dict[str, Any]],
) -> None:
    first, second = Kept(mongo, "first"), Kept(mongo, "second")
    alarm(mongo, "case_1")
    first.keeper.start()
    wait_until(lambda: len(first.reminded) == 1, 20, "reminded")
    second.keeper.start()
    alarm(mongo, "case_2")
    wait_until(lambda: len(first.reminded) == 2, 20, "reminded of another")
    assert second.reminded == []

    first.keeper.stop()

    wait_until(lambda: len(second.reminded) == 2, 20, "reminded again")
    second.keeper.stop()
    assert set(second.reminded) == set(first.reminded)
    assert len(first.reminded) == 2


def test_an_entity_that_cannot_be_read_keeps_no_other_waiting(mongo: MongoClient[dict[str, Any]]) -> None:
    mongo[DATABASE].alarms.insert_one({"_id": "case_0", "version": 1, "due_at": system_clock(), "tenant": 5})
    alarm(mongo, "case_1")
    kept = Kept(mongo, "only")

    kept.keeper.start()

    wait_until(lambda: len(kept.reminded) == 1, 20, "reminded of the good one")
    kept.keeper.stop()


def test_a_swept_commit_is_whole_and_waits_for_a_broker(mongo: MongoClient[dict[str, Any]]) -> None:
    kept = Kept(mongo, "only")
    rows = [OutgoingRow(f"row-{n}", "normal.0.stock.reserved.v1", b"x" * 900_000) for n in range(12)]
    long_ago = system_clock() - timedelta(minutes=1)
    kept.store.commit(Commit("commit", long_ago, handled=["m1"], outgoing=rows))
    assert mongo[DATABASE].outbox.count_documents({}) > 1
    kept.takes_messages = False
    kept.keeper.start()
    wait_until(lambda: mongo[DATABASE].leases.count_documents({"holder": "only"}) == 1, 20, "the lease taken")
    assert kept.swept == []

    kept.takes_messages = True

    wait_until(lambda: len(kept.swept) == 1, 20, "swept")
    kept.keeper.stop()
    commit, swept = kept.swept[0]
    assert (commit, swept) == ("commit", rows)


def test_stuck_commits_hide_none_behind_them(mongo: MongoClient[dict[str, Any]]) -> None:
    kept = Kept(mongo, "only")
    long_ago = system_clock() - timedelta(minutes=1)
    row = OutgoingRow("row", "normal.0.stock.reserved.v1", b"x")
    for number in range(230):
        commit = Commit(
            f"commit-{number}", long_ago, handled=[f"m{number}"], outgoing=[replace(row, id=f"{number}")]
        )
        kept.store.commit(commit)

    kept.keeper.start()

    wait_until(lambda: len({commit for commit, _ in kept.swept}) == 230, 20, "all swept")
    kept.keeper.stop()


def test_reminders_are_handled_once_and_chores_done_by_one_of_two(prepared: LocalStack, desk: Desk) -> None:
    desk.database.leases.delete_many({})
    with ServiceUnderTest(prepared, ERRANDS) as first, ServiceUnderTest(prepared, ERRANDS) as second:
        desk.send([reserve(n, "alarm") for n in range(300)])
        wait_until(
            lambda: desk.database.alarms.count_documents({"rings": 1, "due_at": None}) == 300, 60, "all rung"
        )
        wait_until(lambda: len(list(desk.database.chores.find())) >= 2, 20, "chores done")
        assert len(desk.database.chores.distinct("by")) == 1
        doing = desk.database.chores.find_one({}) or {}
        keeping = first if doing["by"] == first.process.pid else second

        keeping.kill()

        wait_until(lambda: len(desk.database.chores.distinct("by")) == 2, 30, "the other one keeps house")

    assert desk.database.reports.count_documents({}) == 300
