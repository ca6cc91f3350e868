"""The simulation itself is tested: a runtime that breaks one promise is noticed within 200 worlds."""

from dataclasses import replace

import pytest

from tests.simulation.broken import BROKEN
from tests.simulation.faults import LEAKY, ROUGH
from tests.simulation.life import live
from tests.simulation.witness import BrokenInvariantError
from tests.simulation.world import Parts

WORLDS = 200
RATES = (ROUGH, replace(LEAKY, refused=0.6))


def _live_through_many(parts: Parts) -> None:
    for seed in range(WORLDS):
        live(seed, cases=10, rates=RATES[seed % 2], parts=parts)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_runtime_is_caught_that(broken: str) -> None:
    with pytest.raises(BrokenInvariantError):
        _live_through_many(BROKEN[broken])
