"""`python -m tests.simulation --seed N` replays one world; `--seeds N` lives through worlds 0 to N - 1 on all cores."""

import argparse
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation.life import CASES, live
from tests.simulation.witness import BrokenInvariantError

_LOT = 20
_TELL_EVERY = 15.0


@dataclass(slots=True)
class Told:
    """What came of some worlds; seconds of CPU. failures: text of each broken world."""

    worlds: int = 0
    messages: int = 0
    crashes: int = 0
    seconds: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Told") -> None:
        self.worlds += other.worlds
        self.messages += other.messages
        self.crashes += other.crashes
        self.seconds += other.seconds
        self.ends += other.ends
        self.failures += other.failures

    @property
    def cases(self) -> int:
        return self.ends.total()


def live_through(seeds: range, cases: int) -> Told:
    """Some worlds, one after the other."""
    told, began = Told(), time.process_time()
    for seed in seeds:
        told.worlds += 1
        try:
            lived = live(seed, cases)
        except BrokenInvariantError as error:
            told.failures.append(
                f"{error}\n  replay: python -m tests.simulation --seed {seed} --cases {cases}"
            )
            continue
        told.ends.update(lived.ends)
        told.messages += lived.messages
        told.crashes += lived.crashes
    told.seconds = time.process_time() - began
    return told


def _lots(seeds: range, cases: int, cores: int) -> Iterator[Told]:
    lots = [seeds[start : start + _LOT] for start in range(0, len(seeds), _LOT)]
    if cores == 1 or len(lots) == 1:
        _look_for_garbage_seldom()
        yield from (live_through(lot, cases) for lot in lots)
        return
    with ProcessPoolExecutor(min(cores, len(lots)), initializer=_look_for_garbage_seldom) as pool:
        yield from pool.map(live_through, lots, [cases] * len(lots))


def _look_for_garbage_seldom() -> None:
    """A world is one heap of things that know each other: it is thrown away as a whole."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="live through this world alone")
    parser.add_argument("--seeds", type=int, default=500, help="how many worlds (default: 500)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default: 0)")
    parser.add_argument("--cases", type=int, default=CASES, help=f"cases per world (default: {CASES})")
    parser.add_argument(
        "--cores", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)"
    )
    return parser.parse_args()


def main() -> int:
    asked = _asked()
    first, count = (asked.first, asked.seeds) if asked.seed is None else (asked.seed, 1)
    told, said_at = Told(), time.monotonic()
    for lot in _lots(range(first, first + count), asked.cases, asked.cores):
        told.add(lot)
        for failure in lot.failures:
            print(failure, flush=True)
        if time.monotonic() - said_at > _TELL_EVERY:
            said_at = time.monotonic()
            print(
                f"{told.worlds} of {count} worlds, {told.cases} cases, {len(told.failures)} failed",
                flush=True,
            )
    ends = ", ".join(f"{number} {end}" for end, number in told.ends.most_common())
    print(f"{told.worlds} worlds from seed {first}: {told.cases} cases ({ends})")
    print(f"{told.messages} messages, {told.crashes} crashes, {len(told.failures)} worlds failed")
    rates = (told.cases / told.seconds, told.messages / told.seconds)
    print(f"per second of a core: {rates[0]:.0f} cases, {rates[1]:.0f} messages")
    return 1 if told.failures else 0


if __name__ == "__main__":
    sys.exit(main())
