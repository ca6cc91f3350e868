"""An effect is leased by one worker at a time, for as long as that one lives and the call may take."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from infra.local.stack import LocalStack
from shared.persistence.effect_port import Finished
from shared.persistence.effect_store import EffectStore
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import Commit, StoredEffect
from shared.runtime.clock import system_clock
from shared.runtime.effects import EffectWorker
from shared.runtime.performing import Done, Effort, Performer, Result
from tests.support.processes import wait_until

LEASE = timedelta(seconds=4)
"""Far more than the worker takes between two looks, so that a slow disk does not make it lose its lease."""
Mongo = MongoClient[dict[str, Any]]
Calls = Callable[[Sequence[Effort["Errand"]]], Sequence[Result]]


@dataclass(frozen=True)
class Errand:
    to: str


@pytest.fixture
def mongo(stack: LocalStack) -> Iterator[Mongo]:
    with connect(stack.mongodb_admin_url) as client:
        yield client


@pytest.fixture
def database(mongo: Mongo) -> Iterator[str]:
    name = f"test_effects_{uuid4().hex[:12]}"
    mongo[name].effects.insert_one(
        {
            "_id": "errand_1",
            "kind": "Errand",
            "destination": "baker",
            "what": {"to": "baker"},
            "due_at": system_clock(),
            "tenant": "acme",
            "subject": "case_1",
            "lane": "normal",
            "cause_id": "m-1",
            "correlation": "m-1",
            "state": "due",
            "tries": 0,
            "attempts": [],
        }
    )
    yield name
    mongo.drop_database(name)


@contextmanager
def a_worker(mongo: Mongo, database: str, perform: Calls) -> Iterator[EffectWorker]:
    performer = Performer(Errand, perform, lambda _effort, _why: (), delays=(timedelta(seconds=1),))
    worker = EffectWorker(
        "errands",
        [performer],
        EffectStore(mongo, database),
        lambda _rows: None,
        threading.Event(),
        system_clock,
        lease=LEASE,
    )
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(5)


def test_a_long_call_keeps_its_lease(mongo: Mongo, database: str) -> None:
    let_go, began = threading.Event(), threading.Semaphore(0)

    def perform(efforts: Sequence[Effort[Errand]]) -> Sequence[Result]:
        began.release()
        let_go.wait(60)
        return [Done()] * len(efforts)

    effects = mongo[database].effects
    first_until = None
    with a_worker(mongo, database, perform), a_worker(mongo, database, perform):
        assert began.acquire(timeout=60)
        first_until = effects.find_one({"_id": "errand_1"})["lease"]["until"]  # type: ignore[index]
        wait_until(lambda: system_clock() > first_until + 2 * LEASE, 60, "the first lease long over")
        let_go.set()
        wait_until(lambda: effects.count_documents({"state": "done"}) == 1, 60, "done")

    assert not began.acquire(blocking=False), "nobody else began it"
    (attempt,) = effects.find_one({"_id": "errand_1"})["attempts"]  # type: ignore[index]
    assert attempt["outcome"] == "done"


def test_what_a_killed_process_had_leased_is_taken_up_soon(mongo: Mongo, database: str) -> None:
    now = system_clock()
    assert EffectStore(mongo, database).lease(["errand_1"], "of a killed process", now, now + LEASE)

    with a_worker(mongo, database, lambda efforts: [Done()] * len(efforts)):
        effects = mongo[database].effects
        wait_until(lambda: effects.count_documents({"state": "done"}) == 1, 60, "done by another")

    outcomes = [one["outcome"] for one in effects.find_one({"_id": "errand_1"})["attempts"]]  # type: ignore[index]
    assert outcomes == ["lease_expired", "done"]


def test_only_who_holds_a_lease_renews_it(mongo: Mongo, database: str) -> None:
    began = system_clock()
    store = EffectStore(mongo, database)
    store.lease(["errand_1"], "token", began, began + LEASE)

    store.renew(["errand_1"], "another token", began + 100 * LEASE)

    lease = mongo[database].effects.find_one({"_id": "errand_1"})["lease"]  # type: ignore[index]
    assert lease["until"] == began + LEASE


def test_what_is_asked_for_again_while_it_is_done_is_done_again_afterwards(
    mongo: Mongo, database: str
) -> None:
    let_go, began = threading.Event(), threading.Semaphore(0)

    def perform(efforts: Sequence[Effort[Errand]]) -> Sequence[Result]:
        began.release()
        let_go.wait(60)
        return [Done()] * len(efforts)

    store, now = MongoStore(mongo, database, ()), system_clock()
    again = StoredEffect(
        "errand_1", "Errand", "baker", Errand("baker"), now, "acme", "case_1", "normal", "m-2", "m-1"
    )
    effects = mongo[database].effects
    with a_worker(mongo, database, perform), a_worker(mongo, database, perform):
        assert began.acquire(timeout=60)
        store.commit(Commit("again", now, handled=["m-2"], effects=[again]))
        assert not began.acquire(timeout=1.5), "begun a second time at once"
        let_go.set()
        wait_until(lambda: effects.count_documents({"state": "done"}) == 1, 20, "done again")

    document = effects.find_one({"_id": "errand_1"}) or {}
    assert [attempt["outcome"] for attempt in document["attempts"]] == ["done", "done"]
    assert (document["cause_id"], document.get("asked_again"), document["tries"]) == ("m-2", None, 1)


def test_what_is_withdrawn_while_it_is_done_is_not_done_again(mongo: Mongo, database: str) -> None:
    store, effects, now = MongoStore(mongo, database, ()), EffectStore(mongo, database), system_clock()
    again = StoredEffect(
        "errand_1", "Errand", "baker", Errand("baker"), now, "acme", "case_1", "normal", "m-2", "m-1"
    )
    assert effects.lease(["errand_1"], "token", now, now + LEASE)
    store.commit(Commit("again", now, handled=["m-2"], effects=[again]))

    store.commit(Commit("never mind", now, handled=["m-3"], withdraw=["errand_1"]))

    effects.finish([Finished("errand_1", "token", "done", None, "done", "", now, 1)], "commit", now)
    assert mongo[database].effects.count_documents({"state": "done"}) == 1
