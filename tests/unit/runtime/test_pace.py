"""Batches are as large as 20 ms of work on messages, whatever a batch costs beside them."""

from random import Random

import pytest

from shared.runtime.pace import BATCH_SECONDS, MOST_MESSAGES, Pace


def settled(fixed: float, each: float, most_waiting: int = 1_000) -> Pace:
    """After many batches on a machine where a batch and each message cost so many seconds."""
    pace, random = Pace(), Random(5)
    for _ in range(2_000):
        messages = min(pace.most(), random.randint(1, most_waiting))
        pace.learn(messages, (fixed + each * messages) * random.uniform(0.7, 1.3))
    return pace


@pytest.mark.parametrize("fixed", [0.0, 0.002, 0.010, 0.030])
@pytest.mark.parametrize("each", [0.000_2, 0.000_5, 0.002])
def test_what_a_batch_costs_beside_its_messages_makes_it_no_smaller(fixed: float, each: float) -> None:
    wanted = BATCH_SECONDS / each

    assert wanted / 2.5 <= settled(fixed, each).most() <= wanted * 2


def test_a_backlog_that_always_fills_a_batch_does_not_make_batches_shrink() -> None:
    pace = settled(0.010, 0.000_4)
    for _ in range(5_000):
        pace.learn(pace.most(), 0.010 + 0.000_4 * pace.most())

    assert 25 <= pace.most() <= 100


def test_dear_messages_make_small_batches_and_cheap_ones_large_ones_within_bounds() -> None:
    assert settled(0.001, 0.5).most() == 1
    assert settled(0.001, 0.000_001).most() == MOST_MESSAGES


def test_a_service_whose_messages_become_dear_takes_fewer_soon() -> None:
    pace = settled(0.002, 0.000_2)
    for _ in range(40):
        pace.learn(min(pace.most(), 200), 0.002 + 0.002 * min(pace.most(), 200))

    assert pace.most() <= 20
