"""One of several keepers sweeps, reminds and does chores; a chore is done by one process at a time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.codec import OutgoingRow
from shared.persistence.memory import MemoryStore
from shared.persistence.memory_keeper import MemoryKeeper
from shared.persistence.store import Commit
from shared.runtime.keeper_turns import KeeperTurns
from shared.runtime.room import Chore
from tests.support.errands.service import Alarm, room

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ROW = OutgoingRow("row", "normal.0.stock.reserved.v1", b"x")


class Keeper:
    def __init__(
        self, store: MemoryStore, keepsakes: MemoryKeeper, holder: str, run: Callable[[datetime], None]
    ) -> None:
        self.now = NOW
        self.swept: list[str] = []
        self.reminded: list[str] = []
        self.takes_messages = True
        self.turns = KeeperTurns(
            room({}),
            (Chore("tidy", timedelta(minutes=1), run),),
            keepsakes,
            store,
            self.swept.extend,
            lambda rows: self.reminded.extend(row.id for row in rows),
            lambda: self.now,
            holder,
            5 * SECOND,
            lambda: self.takes_messages,
        )

    def turn(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        self.turns.turn()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(room({}).collections)


@pytest.fixture
def keepsakes(store: MemoryStore) -> MemoryKeeper:
    return MemoryKeeper(store)


def idle(_: datetime) -> None:
    """A chore with nothing to do."""


def commit(store: MemoryStore, id: str) -> None:
    store.commit(Commit(id, NOW - timedelta(minutes=1), handled=[id], outgoing=[ROW]))


def test_one_keeps_house_until_it_retires(store: MemoryStore, keepsakes: MemoryKeeper) -> None:
    first, second = (Keeper(store, keepsakes, name, idle) for name in ("first", "second"))
    first.turn()
    commit(store, "a")
    second.turn(SECOND)
    assert second.swept == []

    first.turns.retire()
    second.turn()

    assert second.swept == ["a"]


def test_what_was_just_sent_is_sent_again_only_after_a_while(
    store: MemoryStore, keepsakes: MemoryKeeper
) -> None:
    keeper = Keeper(store, keepsakes, "only", idle)
    commit(store, "a")
    store.commit(Commit("alarm", NOW, handled=["b"], saves=[(Alarm("case_1", "acme", NOW), None)]))
    keeper.takes_messages = False
    keeper.turn()
    assert keeper.swept == []

    keeper.takes_messages = True
    for _ in range(3):
        keeper.turn(SECOND)
    assert (keeper.swept, len(keeper.reminded)) == (["a"], 1)
    keeper.turn(31 * SECOND)

    assert keeper.swept == ["a", "a"]
    assert len(keeper.reminded) == 2
    assert len(set(keeper.reminded)) == 1


def test_a_chore_that_outlasts_the_keepers_lease_is_not_begun_by_another(
    store: MemoryStore, keepsakes: MemoryKeeper
) -> None:
    done: list[str] = []
    other = Keeper(store, keepsakes, "other", lambda _: done.append("other"))

    def long(_: datetime) -> None:
        other.turn(timedelta(minutes=5))
        done.append("first")

    first = Keeper(store, keepsakes, "first", long)

    first.turn()

    assert done == ["first"]
    other.turn(timedelta(minutes=5))
    assert done == ["first", "other"]


def test_a_chore_that_fails_is_tried_again_at_its_next_time(
    store: MemoryStore, keepsakes: MemoryKeeper
) -> None:
    runs: list[datetime] = []

    def fail(now: datetime) -> None:
        runs.append(now)
        raise OSError("full")

    keeper = Keeper(store, keepsakes, "only", fail)
    with pytest.raises(OSError, match="full"):
        keeper.turn()

    with pytest.raises(OSError, match="full"):
        keeper.turn(timedelta(minutes=2))

    assert len(runs) == 2
