"""What cannot be handled is put aside without slowing or holding up what can be."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import NotYetError, UnavailableError, UnreadableError
from shared.persistence.memory import MemoryStore
from shared.persistence.store import FailedMessage
from shared.runtime.aside import Aside
from shared.runtime.batch import trouble_of
from shared.runtime.delivery import Delivery
from shared.runtime.edges import Then
from shared.runtime.publishing import Answer
from tests.unit.runtime.till import COLLECTIONS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNREADABLE, EARLY = trouble_of(UnreadableError("rubbish")), trouble_of(NotYetError("overtook"))


class _Desk:
    """Loop, broker and database of one test; calls that are put off wait in `later`."""

    def __init__(self) -> None:
        self.later: deque[Callable[[], None]] = deque()
        self.delays: list[float] = []
        self.acknowledged: list[int] = []
        self.kept: list[Sequence[str]] = []
        self.away = False
        self.refuses = False
        self.no_room: set[str] = set()
        self.laddered: list[str] = []

    def call_later(self, delay: float, callback: Callable[[], None]) -> None:
        self.delays.append(delay)
        self.later.append(callback)

    def elsewhere(self, work: Callable[[], Then]) -> None:
        work()()

    def turn(self) -> None:
        for _ in range(len(self.later)):
            self.later.popleft()()

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        self.acknowledged += [delivery.tag for delivery in deliveries]

    def holds(self, delivery: Delivery) -> bool:
        return delivery.epoch == 1

    def publish(self, rows: Sequence[OutgoingRow], answer: Answer) -> None:
        ids = [row.id for row in rows]
        if not self.refuses:
            self.laddered += ids
        answer(ids if self.refuses else [])


class _Store(MemoryStore):
    def __init__(self, desk: _Desk) -> None:
        super().__init__(COLLECTIONS)
        self._desk = desk

    def fail(self, *messages: FailedMessage) -> list[str]:
        if self._desk.away:
            raise UnavailableError("away")
        ids = [message.id for message in messages]
        self._desk.kept.append([id for id in ids if id not in self._desk.no_room])
        return [id for id in ids if id in self._desk.no_room]


def aside(desk: _Desk) -> Aside:
    any_desk = cast(Any, desk)
    return Aside("logistics", _Store(desk), lambda: NOW, any_desk, desk.elsewhere, any_desk, any_desk)


def delivered(tag: int, epoch: int = 1) -> Delivery:
    queue = "logistics.normal.0"
    return Delivery(tag, epoch, queue, "normal", b"{%d" % tag, False, 0, f"m{tag}", {})


def test_rubbish_gathers_for_a_moment_or_until_there_is_much() -> None:
    desk = _Desk()
    putting = aside(desk)

    for tag in range(49):
        putting.put(delivered(tag), UNREADABLE)
    assert desk.delays == [0.1]
    putting.put(delivered(49), UNREADABLE)

    assert desk.delays == [0.1, 0]


def test_a_flood_of_rubbish_is_one_write_for_each_batch() -> None:
    desk = _Desk()
    putting = aside(desk)

    for tag in range(300):
        putting.put(delivered(tag), UNREADABLE)
    assert desk.acknowledged == []
    desk.turn()

    assert [len(kept) for kept in desk.kept] == [300]
    assert desk.acknowledged == list(range(300))


def test_failed_messages_wait_for_a_database_that_is_away() -> None:
    desk = _Desk()
    putting = aside(desk)
    desk.away = True
    putting.put(delivered(1), UNREADABLE)
    desk.turn()
    putting.put(delivered(2), UNREADABLE)
    desk.turn()
    assert desk.acknowledged == []

    desk.away = False
    desk.turn()

    assert sorted(desk.acknowledged) == [1, 2]
    assert sum(len(kept) for kept in desk.kept) == 2


def test_what_the_broker_delivers_again_anyway_is_not_kept() -> None:
    desk = _Desk()

    aside(desk).put(delivered(1, epoch=0), UNREADABLE)
    desk.turn()

    assert desk.kept == []
    assert desk.acknowledged == []


def test_what_the_ladder_does_not_take_is_counted_until_it_does() -> None:
    desk = _Desk()
    putting = aside(desk)
    desk.refuses = True
    putting.put(delivered(1), EARLY)
    putting.put(delivered(2), EARLY)
    assert putting.stuck == 2
    assert desk.acknowledged == []

    desk.refuses = False
    desk.turn()

    assert putting.stuck == 0
    assert sorted(desk.acknowledged) == [1, 2]
    assert sorted(desk.laddered) == ["m1", "m2"]


def test_what_the_failed_store_has_no_room_for_waits_on_the_ladder() -> None:
    desk = _Desk()
    putting = aside(desk)
    putting.put(delivered(1), UNREADABLE)
    putting.put(delivered(2), UNREADABLE)
    desk.no_room = {sha256(b"logistics.normal.0{2").hexdigest()}

    desk.turn()

    assert [len(kept) for kept in desk.kept] == [1]
    assert desk.laddered == ["m2"]
    assert sorted(desk.acknowledged) == [1, 2]
