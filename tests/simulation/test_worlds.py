"""Random worlds keep all invariants. SIMULATION_SEEDS says how many (500 unless set), eight cases each."""

import os

import pytest

from tests.simulation.life import live

_LOT = 25
_CASES = 8


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "first" in metafunc.fixturenames:
        seeds = int(os.environ.get("SIMULATION_SEEDS", "500"))
        metafunc.parametrize("first", range(0, seeds, _LOT))


def test_worlds_under_every_fault_keep_their_invariants_and_come_to_rest(first: int) -> None:
    for seed in range(first, first + _LOT):
        lived = live(seed, _CASES)

        assert sum(lived.ends.values()) == _CASES


def test_the_same_seed_lives_the_same_life() -> None:
    first, second = live(3), live(3)

    assert first == second
