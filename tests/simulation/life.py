"""A world's life: a crowded time in which anything may fail, then peace in which everybody does what is still asked."""

import random as global_random
from dataclasses import dataclass

from structlog.testing import capture_logs

from services.intake.domain.case import FINAL, Case
from tests.simulation.editions import kept_apart
from tests.simulation.faults import Rates
from tests.simulation.invariants import watch
from tests.simulation.witness import BrokenInvariantError
from tests.simulation.world import WHOLE, Parts, World

_SPANS = (0.05, 0.5, 0.5, 5.0, 5.0, 300.0, 86_400.0, 20 * 86_400.0)
"""Seconds in which a world's cases come: mostly a burst that meets over stock and credit, sometimes weeks, so that
deadlines pass too."""
CASES = 5
"""In a world, unless more are asked for: so few that a night lives through 100,000 worlds."""
_OF_WHICH_LATER = 5
"""One case in so many comes once the others have been seen to, so that it may be about one of them."""
_ROUNDS = 12
_IMPATIENT_FROM = 6


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of a world: how many cases ended how, and after how many seconds of its own time it was at rest."""

    ends: dict[str, int]
    messages: int
    crashes: int
    seconds: float


def live(seed: int, cases: int = CASES, rates: Rates | None = None, parts: Parts = WHOLE) -> Lived:
    """Live through one world. Raises BrokenInvariantError, which names the seed."""
    state = global_random.getstate()
    global_random.seed(seed)  # the runtime's own jitter
    try:
        with capture_logs(), kept_apart():
            world = World(seed, rates, parts)
            watch(world)
            world.people.begin()
            _live(world, cases)
            return _told(world)
    except AssertionError as error:
        raise BrokenInvariantError(f"seed {seed} ({cases} cases): {error}") from error
    finally:
        global_random.setstate(state)


def _live(world: World, cases: int) -> None:
    world.run_while(lambda: not world.people.is_subscribed)
    later = max(1, cases // _OF_WHICH_LATER)
    _crowd(world, cases - later)
    world.witness.check()
    world.people.finish(impatient=False)
    world.run_while(lambda: False)
    _crowd(world, later)
    world.witness.check()
    world.faults.over = True
    impatient = False
    for round in range(_ROUNDS):
        asked = world.people.finish(impatient)
        world.run_while(lambda: False)
        world.witness.check()
        if impatient and not asked:
            break
        impatient = not asked or round >= _IMPATIENT_FROM
    _check_ended(world)


def _crowd(world: World, cases: int) -> None:
    """So many cases come, and people act beside them."""
    span = world.random.choice(_SPANS)
    left = 0

    def plan(act: object, within: float) -> None:
        nonlocal left
        left += 1

        def happens() -> None:
            nonlocal left
            left -= 1
            world.calamities.maybe_strike()
            assert callable(act)
            act()

        world.agenda.after(world.random.random() * within, happens)

    for _ in range(cases):
        plan(world.people.submit, span)
    for _ in range(cases * 3):
        plan(world.people.act, span * 1.5)
    world.run_while(lambda: left > 0)


def _check_ended(world: World) -> None:
    """Everybody did what was asked: what is not over can only be an undo that a person has to see to."""
    for case in world.all("intake", Case):
        stuck = any(step.state == "stuck" for step in case.steps.values())
        states = {name: step.state for name, step in case.steps.items()}
        assert case.status in FINAL or stuck, f"{case.id} is still {case.status}: {states}"


def _told(world: World) -> Lived:
    ends: dict[str, int] = {}
    for case in world.all("intake", Case):
        ends[case.status] = ends.get(case.status, 0) + 1
    crashes = sum(process.crashes for processes in world.processes.values() for process in processes)
    return Lived(ends, world.witness.sent, crashes, world.agenda.seconds)
