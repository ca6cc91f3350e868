"""Effects whose worker was lost: the deadly one comes to light, its neighbours lose nothing."""

from datetime import timedelta

import pytest

from shared.contracts.errors import UnavailableError
from shared.runtime.effect_turns import LEASE
from shared.runtime.performing import Done, Effort, Result
from tests.unit.runtime.test_effect_turns import SECOND, Effects, Errand, Worker, ask, outcomes

DEADLY = "e2"
MOST_DEATHS = 30


class _DeadError(BaseException):
    """The process that performed it."""


def _perform(effort: Effort[Errand]) -> Result:
    if effort.id == DEADLY:
        raise _DeadError
    return Done()


@pytest.fixture
def effects() -> Effects:
    return Effects({})


def _let_it_die(effects: Effects, worker: Worker) -> Worker:
    """Its calls end with it; another worker comes once its leases have run out."""
    successor = Worker(effects, _perform)
    successor.now = worker.now + LEASE + SECOND
    return successor


def test_neighbours_of_an_effect_that_kills_its_worker_keep_their_attempts(effects: Effects) -> None:
    for number in range(4):
        ask(effects, f"e{number}", f"partner {number}")
    worker, deaths = Worker(effects, _perform), 0

    while effects.pending and deaths < MOST_DEATHS:
        worker.turn(LEASE / 2)
        try:
            worker.come_back()
        except _DeadError:
            deaths += 1
            worker = _let_it_die(effects, worker)

    others = [outcomes(effects, f"e{number}") for number in (0, 1, 3)]
    assert all(told[-1] == "done" and told.count("lease_expired") <= 1 for told in others)
    records = [effects.records[f"e{number}"] for number in (0, 1, 3)]
    assert all(record.tries - record.spared == 1 for record in records)
    assert all(record.tries == len(record.outcomes) for record in records)
    assert outcomes(effects, DEADLY)[-1] == "exhausted"
    assert deaths == len(outcomes(effects, DEADLY)) - 1


def test_suspects_are_called_one_by_one_while_others_go_on(effects: Effects) -> None:
    for number in range(3):
        ask(effects, f"e{number}", f"partner {number}")
    lost = Worker(effects)
    lost.turn()
    worker = Worker(effects)
    worker.now = lost.now + LEASE - SECOND
    worker.turn()
    worker.turn(LEASE)
    ask(effects, "fresh", "partner 4")

    worker.turn(2 * SECOND)

    assert sorted(len(call.effects) for call in worker.open) == [1, 1]
    assert "fresh" in {call.effects[0].id for call in worker.open}


def test_whoever_was_out_of_touch_frees_no_lease_before_its_holder_could_renew_it(effects: Effects) -> None:
    ask(effects)
    holder, other = Worker(effects), Worker(effects)
    holder.turn()
    other.turn()
    effects.gone = True
    for worker in (holder, other):
        with pytest.raises(UnavailableError):
            worker.turn(LEASE * 0.5)
    effects.gone = False

    other.turn(LEASE)
    holder.now = other.now
    holder.turn(SECOND)
    other.turn(LEASE * 0.5)

    assert outcomes(effects) == []
    holder.come_back()
    holder.turn()
    assert outcomes(effects) == ["done"]


def test_a_lease_is_renewed_although_outcomes_cannot_be_kept(effects: Effects) -> None:
    ask(effects, "e1", "baker")
    ask(effects, "e2", "butcher")
    worker = Worker(effects)
    worker.turn()
    first = worker.open.pop(0)
    worker.open, left = [first], worker.open
    worker.come_back()
    effects.away = True
    with pytest.raises(UnavailableError):
        worker.turn(LEASE * 0.9)

    until = effects.records[left[0].effects[0].id].until

    assert until is not None
    assert until - worker.now > timedelta(0)
    assert until == worker.now + LEASE
