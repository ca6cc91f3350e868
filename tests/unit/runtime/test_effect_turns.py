"""A worker's turns over effects in memory: leased once, kept once, held back, asked for again."""

from collections.abc import Callable, Sequence
from collections.abc import Collection as Some
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.contracts.stock import WakeBackorders
from shared.persistence.effect_port import Candidate, Finished
from shared.persistence.memory_effects import MemoryEffects
from shared.persistence.store import StoredEffect
from shared.runtime.effect_call import Call, perform
from shared.runtime.effect_turns import LEASE, EffectTurns
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WAKE = WakeBackorders(case="case_1", warehouse="main", article="mug")


@dataclass(frozen=True, slots=True)
class Errand:
    to: str


class Effects(MemoryEffects):
    """away: the next outcomes cannot be kept; gone: nor can anything be read."""

    away = False
    gone = False

    def due(self, now: datetime, kinds: Some[str], without: Some[str], most: int) -> list[Candidate]:
        if self.gone:
            raise UnavailableError("gone")
        return super().due(now, kinds, without, most)

    def renew(self, ids: Some[str], token: str, until: datetime) -> None:
        if self.gone:
            raise UnavailableError("gone")
        super().renew(ids, token, until)

    def finish(self, finished: Sequence[Finished], commit: str, now: datetime) -> list[OutgoingRow]:
        if self.away:
            raise UnavailableError("away")
        return super().finish(finished, commit, now)


class Worker:
    """Its calls stay open until `come_back` is called."""

    def __init__(
        self, effects: MemoryEffects, perform: Callable[[Effort[Errand]], Result] = lambda _: Done((WAKE,))
    ) -> None:
        self.now = NOW
        self.open: list[Call] = []
        self.published: list[OutgoingRow] = []
        performer = Performer(
            Errand, lambda efforts: [perform(effort) for effort in efforts], lambda *_: (), (SECOND,) * 9
        )
        self.turns = EffectTurns(
            "logistics",
            [performer],
            effects,
            lambda rows: self.published.extend(row for some in rows.values() for row in some),
            self.open.append,
            lambda: self.now,
            most_calls=4,
            rest=30 * SECOND,
        )

    def turn(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        self.turns.turn()

    def come_back(self) -> None:
        for call in self.open:
            self.turns.ended(perform(call, lambda: self.now))
        self.open.clear()


@pytest.fixture
def effects() -> Effects:
    return Effects({})


def ask(effects: MemoryEffects, id: str = "e1", destination: str = "baker", what: object = None) -> None:
    effects.ask(
        StoredEffect(
            id, "Errand", destination, what or Errand("baker"), NOW, "acme", "case_1", "normal", "m1", "m1"
        )
    )


def outcomes(effects: MemoryEffects, id: str = "e1") -> list[str]:
    return effects.records[id].outcomes


def test_two_workers_begin_an_effect_once_and_tell_of_it_once(effects: Effects) -> None:
    ask(effects)
    first, second = Worker(effects), Worker(effects)
    first.turn()
    second.turn()
    assert (len(first.open), len(second.open)) == (1, 0)

    first.come_back()
    first.turn()

    assert outcomes(effects) == ["done"]
    assert len(first.published) == 1
    assert not first.turns.running


def test_an_outcome_that_cannot_be_kept_is_kept_later_and_its_lease_renewed_meanwhile(
    effects: Effects,
) -> None:
    ask(effects)
    worker = Worker(effects)
    worker.turn()
    worker.come_back()
    effects.away = True
    with pytest.raises(UnavailableError):
        worker.turn()

    effects.away = False
    worker.turn(SECOND)

    assert outcomes(effects) == ["done"]
    assert len(worker.published) == 1


def test_a_call_that_runs_keeps_its_lease_and_one_that_hangs_loses_it(effects: Effects) -> None:
    ask(effects)
    worker, other = Worker(effects), Worker(effects)
    worker.turn()
    for _ in range(2):
        worker.turn(LEASE * 0.8)
        other.now = worker.now
        other.turn()
    assert not other.open

    other.turn(timedelta(minutes=2))

    assert len(other.open) == 1
    worker.come_back()
    worker.turns.turn(lease=False)
    assert outcomes(effects) == ["lease_expired"]
    assert worker.published == []


def test_what_is_asked_for_again_while_it_is_done_is_begun_again_only_afterwards(effects: Effects) -> None:
    ask(effects)
    worker = Worker(effects)
    worker.turn()

    ask(effects)
    worker.turn()
    assert len(worker.open) == 1

    worker.come_back()
    worker.turn()
    assert len(worker.open) == 1
    worker.come_back()
    worker.turn()
    assert outcomes(effects) == ["done", "done"]


def test_what_is_withdrawn_while_it_is_done_again_is_not_begun_again(effects: Effects) -> None:
    ask(effects)
    worker = Worker(effects)
    worker.turn()
    ask(effects)

    effects.withdraw("e1")
    worker.come_back()
    worker.turn()

    assert not worker.open
    assert effects.records["e1"].state == "done"


def test_a_failing_partner_rests_and_is_then_tried_with_one_call(effects: Effects) -> None:
    for number in range(6):
        ask(effects, f"e{number}")
    worker = Worker(effects, lambda _: TryAgain("no answer", SECOND))
    for _ in range(2):
        worker.turn(SECOND)
        worker.come_back()
    worker.turn(SECOND)
    assert not worker.open

    worker.turn(31 * SECOND)

    assert len(worker.open) == 1


@pytest.mark.parametrize(("result", "state"), [(GivenUp("gone"), "given_up"), (TryAgain("busy"), "due")])
def test_other_outcomes_are_kept_too(effects: Effects, result: Result, state: str) -> None:
    ask(effects)
    worker = Worker(effects, lambda _: result)

    worker.turn()
    worker.come_back()
    worker.turn()

    assert effects.records["e1"].state == state


def test_what_cannot_be_told_is_tried_again_a_minute_later(effects: Effects) -> None:
    ask(effects, what={"unknown": 1})
    worker = Worker(effects)

    worker.turn()
    worker.come_back()
    worker.turn()

    assert effects.records["e1"].due_at == NOW + timedelta(minutes=1)
    assert outcomes(effects) == ["failed"]
