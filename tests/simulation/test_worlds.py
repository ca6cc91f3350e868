"""Random worlds keep all invariants. SIMULATION_SEEDS says how many worlds of ten cases (20 unless set)."""

import os

import pytest

from tests.simulation.life import live


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(int(os.environ.get("SIMULATION_SEEDS", "20"))))


def test_a_world_under_every_fault_keeps_its_invariants_and_comes_to_rest(seed: int) -> None:
    lived = live(seed)

    assert sum(lived.ends.values()) == 10


def test_the_same_seed_lives_the_same_life() -> None:
    first, second = live(3), live(3)

    assert first == second
