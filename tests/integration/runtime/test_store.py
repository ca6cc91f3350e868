"""What the store on MongoDB promises: guards hold, only changes are written, failures are kept in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.client_session import ClientSession

from infra.local.stack import LocalStack
from shared.contracts.decision import Collection, Entity
from shared.contracts.errors import ConflictError
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import Commit, FailedMessage

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATABASE = "coulisse_logistics"


@dataclass(frozen=True, slots=True)
class Lock:
    id: str
    tenant: str
    count: int = 0
    note: str = ""


@pytest.fixture
def mongo(prepared: LocalStack) -> Iterator[MongoClient[dict[str, Any]]]:
    with connect(prepared.mongodb_admin_url, patience=30) as client:
        client[DATABASE].locks.drop()
        client[DATABASE].failed.delete_many({})
        client[DATABASE].create_collection("locks")
        yield client


@pytest.fixture
def store(mongo: MongoClient[dict[str, Any]]) -> MongoStore:
    return MongoStore(mongo, DATABASE, (Collection("locks", Lock),))


def saving(entity: Entity, version: int | None, before: Entity | None = None) -> Commit:
    commit = Commit(id=f"save {entity.id} {version}", now=NOW, saves=[(entity, version)])
    if before is not None:
        commit.before = {(type(entity), entity.id): before}
    return commit


def guarding(id: str, version: int | None) -> Commit:
    other = Lock("other", "acme")
    return Commit(id="guard", now=NOW, saves=[(other, None)], guards=[(Lock, id, version)])


class SlowStore(MongoStore):
    """On a machine so busy that a write lasts longer than a transaction may live."""

    def _write(self, commit: Commit, session: ClientSession) -> None:
        super()._write(commit, session)
        list(self._database.locks.find({"$where": "sleep(4000) || true"}, session=session))


def test_a_commit_that_outlives_its_time_is_tried_again_and_not_given_up(
    mongo: MongoClient[dict[str, Any]], store: MongoStore
) -> None:
    store.commit(saving(Lock("period", "acme"), None))
    lifetime = mongo.admin.command("getParameter", transactionLifetimeLimitSeconds=1)
    mongo.admin.command("setParameter", transactionLifetimeLimitSeconds=1)
    try:
        with pytest.raises(ConflictError):
            SlowStore(mongo, DATABASE, (Collection("locks", Lock),)).commit(
                saving(Lock("other", "acme"), None)
            )
    finally:
        mongo.admin.command(
            "setParameter", transactionLifetimeLimitSeconds=lifetime["transactionLifetimeLimitSeconds"]
        )

    assert set(store.load({Lock: ["period", "other"]})) == {(Lock, "period")}


def test_a_guard_on_what_is_absent_holds_while_it_is_absent(store: MongoStore) -> None:
    store.commit(guarding("period", None))

    assert set(store.load({Lock: ["period", "other"]})) == {(Lock, "other")}


def test_a_guard_on_what_was_absent_fails_once_somebody_made_it(store: MongoStore) -> None:
    store.commit(saving(Lock("period", "acme"), None))

    with pytest.raises(ConflictError):
        store.commit(guarding("period", None))
    assert set(store.load({Lock: ["period", "other"]})) == {(Lock, "period")}


def test_a_guard_on_what_is_absent_meets_whoever_makes_it_at_the_same_time(
    store: MongoStore, mongo: MongoClient[dict[str, Any]]
) -> None:
    with mongo.start_session() as session, session.start_transaction():
        mongo[DATABASE].locks.insert_one({"_id": "period", "version": 1}, session=session)
        with pytest.raises(ConflictError):
            store.commit(guarding("period", None))

    assert set(store.load({Lock: ["other"]})) == set()


def test_only_what_changed_is_written(store: MongoStore, mongo: MongoClient[dict[str, Any]]) -> None:
    before = Lock("period", "acme", 1, "first")
    store.commit(saving(before, None))
    mongo[DATABASE].locks.update_one({"_id": "period"}, {"$set": {"newer": "a later version's field"}})

    store.commit(saving(replace(before, count=2), 1, before))

    stored = mongo[DATABASE].locks.find_one({"_id": "period"})
    assert stored == {
        "_id": "period",
        "tenant": "acme",
        "count": 2,
        "note": "first",
        "newer": "a later version's field",
        "version": 2,
    }


def test_a_change_on_a_version_that_moved_on_is_a_conflict(store: MongoStore) -> None:
    before = Lock("period", "acme")
    store.commit(saving(before, None))
    store.commit(saving(replace(before, count=1), 1, before))

    with pytest.raises(ConflictError):
        store.commit(saving(replace(before, count=5), 1, before))
    assert store.load({Lock: ["period"]})[(Lock, "period")].entity == replace(before, count=1)


def test_many_failed_messages_are_kept_in_one_go_and_counted_each(
    store: MongoStore, mongo: MongoClient[dict[str, Any]]
) -> None:
    messages = [_failed(f"m{number % 40}") for number in range(60)]

    store.fail(*messages)

    kept = {found["_id"]: found["failures"] for found in mongo[DATABASE].failed.find()}
    assert kept == {f"m{number}": 2 if number < 20 else 1 for number in range(40)}


def _failed(id: str) -> FailedMessage:
    return FailedMessage(
        id, "logistics.normal.0", "t", "acme", "s", "E", "why", "here", "", 1, {}, b"{}", NOW
    )


def test_many_entities_are_saved_together_or_not_at_all(store: MongoStore) -> None:
    before = [Lock(f"lock-{number:02d}", "acme") for number in range(40)]
    ids = [lock.id for lock in before]
    store.commit(Commit(id="made", now=NOW, saves=[(lock, None) for lock in before]))

    store.commit(_counted(before, 1, dict.fromkeys(ids, 1)))
    with pytest.raises(ConflictError):
        store.commit(_counted(before, 7, {**dict.fromkeys(ids, 2), "lock-20": 1}))
    with pytest.raises(ConflictError):
        store.commit(_counted([*before, Lock("never", "acme")], 7, {**dict.fromkeys(ids, 2), "never": 1}))

    found = store.load({Lock: ids})
    assert {loaded.entity for loaded in found.values()} == {replace(lock, count=1) for lock in before}
    assert {loaded.version for loaded in found.values()} == {2}


def test_many_saves_meet_whoever_changes_one_of_them_at_the_same_time(
    store: MongoStore, mongo: MongoClient[dict[str, Any]]
) -> None:
    before = [Lock(f"lock-{number:02d}", "acme") for number in range(40)]
    store.commit(Commit(id="made", now=NOW, saves=[(lock, None) for lock in before]))

    with mongo.start_session() as session, session.start_transaction():
        mongo[DATABASE].locks.update_one({"_id": "lock-07"}, {"$set": {"version": 2}}, session=session)
        with pytest.raises(ConflictError):
            store.commit(_counted(before, 1, {lock.id: 1 for lock in before}))

    found = store.load({Lock: [lock.id for lock in before]})
    assert {loaded.entity for loaded in found.values()} == set(before)


def _counted(before: list[Lock], count: int, versions: dict[str, int]) -> Commit:
    return Commit(
        id=f"count {count}",
        now=NOW,
        saves=[(replace(lock, count=count), versions[lock.id]) for lock in before],
        before={(Lock, lock.id): lock for lock in before},
    )
