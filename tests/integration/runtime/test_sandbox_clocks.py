"""The clocks of sandboxes on the real database: steps once, and what is due by them found through its own index."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from infra.database.apply import apply_all_indexes
from infra.local.stack import LocalStack
from services.logistics.collections import COLLECTIONS
from services.logistics.domain.parcel_trial import ParcelTrial
from shared.contracts.decision import Collection
from shared.persistence.effect_store import EffectStore
from shared.persistence.keeper_store import KeeperStore
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.sandbox_clocks import CLOCKS, INDEX, MOST_AHEAD, SandboxClocks, in_sandboxes
from shared.persistence.store import Commit, StoredEffect

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DATABASE = "coulisse_logistics"
SANDBOX, OTHER, LIVE = "acme~test", "globex~test", "acme"
Mongo = MongoClient[dict[str, Any]]
TRIALS: Collection[Any] = next(one for one in COLLECTIONS if one.kind is ParcelTrial)


@dataclass(frozen=True, slots=True)
class Errand:
    shop: str


@pytest.fixture
def mongo(prepared: LocalStack) -> Iterator[Mongo]:
    with connect(prepared.mongodb_admin_url, patience=30) as client:
        client["coulisse_sandbox"][CLOCKS].delete_many({})
        client[DATABASE].parcel_trials.delete_many({})
        client[DATABASE].effects.delete_many({})
        apply_all_indexes(client)
        yield client


@pytest.fixture
def clocks(mongo: Mongo) -> SandboxClocks:
    return SandboxClocks(mongo["coulisse_sandbox"])


def fresh(mongo: Mongo) -> SandboxClocks:
    """With nothing remembered."""
    return SandboxClocks(mongo["coulisse_sandbox"])


def an_effect(tenant: str) -> StoredEffect:
    due_at = NOW + 2 * HOUR
    return StoredEffect(
        f"of {tenant}", "Errand", "baker", Errand("baker"), due_at, tenant, "case_1", "normal", "m", "m"
    )


def test_a_step_that_is_asked_for_again_is_taken_once(clocks: SandboxClocks) -> None:
    for step in ("1", "1", "2", "1"):
        clocks.advance(SANDBOX, HOUR, step)

    assert clocks.ahead(SANDBOX) == 2 * HOUR
    assert clocks.has_taken(SANDBOX, "1")
    assert not clocks.has_taken(SANDBOX, "3")
    assert clocks.ahead_of([SANDBOX, OTHER, LIVE]) == {SANDBOX: 2 * HOUR}


def test_no_sandbox_goes_farther_than_it_may(clocks: SandboxClocks) -> None:
    clocks.advance(SANDBOX, MOST_AHEAD, "1")
    clocks.advance(SANDBOX, timedelta(seconds=1), "2")
    clocks.advance(OTHER, MOST_AHEAD + timedelta(seconds=1), "3")

    assert clocks.all_ahead() == {SANDBOX: MOST_AHEAD}
    assert not clocks.has_taken(SANDBOX, "2")


def test_an_effect_is_due_by_the_clock_of_its_sandbox(mongo: Mongo, clocks: SandboxClocks) -> None:
    store = MongoStore(mongo, DATABASE, COLLECTIONS)
    effects = [an_effect(tenant) for tenant in (SANDBOX, OTHER, LIVE)]
    store.commit(Commit("asked", NOW, handled=["m"], effects=effects))

    before = EffectStore(mongo, DATABASE, fresh(mongo)).due(NOW, ["Errand"], (), 10)
    clocks.advance(SANDBOX, 3 * HOUR, "1")
    worker = EffectStore(mongo, DATABASE, fresh(mongo))
    after = worker.due(NOW, ["Errand"], (), 10)
    (leased,) = worker.lease([one.id for one in after], "token", NOW, NOW + HOUR)

    assert before == []
    assert [one.id for one in after] == [f"of {SANDBOX}"]
    assert leased.ahead == 3 * HOUR
    assert EffectStore(mongo, DATABASE, fresh(mongo)).due(NOW, ["Errand"], ("baker",), 10) == []


def test_a_deadline_is_reached_by_the_clock_of_its_sandbox(mongo: Mongo, clocks: SandboxClocks) -> None:
    store = MongoStore(mongo, DATABASE, COLLECTIONS)
    trial = ParcelTrial("shp_1", SANDBOX, "TEST-IN-STOCK", NOW, 0, NOW + 2 * HOUR)
    others = (replace(trial, id="shp_2", tenant=OTHER), replace(trial, id="shp_3", tenant=LIVE))
    store.commit(Commit("made", NOW, saves=[(one, None) for one in (trial, *others)]))

    before = KeeperStore(mongo[DATABASE], fresh(mongo)).due(TRIALS, NOW, 10)
    clocks.advance(SANDBOX, 2 * HOUR, "1")

    assert before == []
    assert KeeperStore(mongo[DATABASE], fresh(mongo)).due(TRIALS, NOW, 10) == [trial]


def test_a_sandbox_ends_once_and_nothing_of_it_falls_due_before_its_time(
    mongo: Mongo, clocks: SandboxClocks
) -> None:
    clocks.advance(SANDBOX, 3 * HOUR, "1")
    clocks.end(SANDBOX, NOW)
    clocks.end(SANDBOX, NOW + HOUR)
    clocks.end(OTHER, NOW)

    ended = [clocks.has_ended(tenant) for tenant in (SANDBOX, OTHER, "third~test", LIVE)]
    assert ended == [True, True, False, False]
    assert fresh(mongo).all_ahead() == {}
    # What is still under way there goes on by the time that it knows: no clock goes back.
    assert fresh(mongo).ahead(SANDBOX) == 3 * HOUR
    stored = mongo["coulisse_sandbox"][CLOCKS].find_one({"_id": SANDBOX})
    assert stored is not None
    assert stored["ended_at"].replace(tzinfo=UTC) == NOW


def test_what_is_live_is_not_looked_at_for_sandboxes(mongo: Mongo) -> None:
    ahead = {SANDBOX: MOST_AHEAD, OTHER: MOST_AHEAD}
    store = MongoStore(mongo, DATABASE, COLLECTIONS)
    live = [replace(an_effect(LIVE), id=f"live {place}") for place in range(50)]
    store.commit(Commit("live", NOW, effects=[*live, an_effect(SANDBOX)]))
    (trials,) = in_sandboxes(NOW, ahead)
    (effects,) = in_sandboxes(NOW, ahead, state="due", kind={"$in": ["Errand"]})

    for name, match, few in (("parcel_trials", trials, 0), ("effects", effects, 2)):
        stats = mongo[DATABASE].command(
            "explain",
            {"find": name, "filter": match, "hint": INDEX, "limit": 100},
            verbosity="executionStats",
        )["executionStats"]

        assert stats["totalDocsExamined"] <= few
        assert stats["totalKeysExamined"] <= few + 2
