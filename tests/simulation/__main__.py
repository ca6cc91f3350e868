"""`python -m tests.simulation --seed N` replays one world; `--seeds N` lives through worlds 0 to N - 1."""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.life import live
from tests.simulation.witness import BrokenInvariantError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="live through this world alone")
    parser.add_argument("--seeds", type=int, default=100, help="how many worlds (default: 100)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (default: 0)")
    parser.add_argument("--cases", type=int, default=10, help="cases per world (default: 10)")
    asked = parser.parse_args()
    seeds = [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    ends: Counter[str] = Counter()
    failed, messages, crashes, began = 0, 0, 0, time.process_time()
    for seed in seeds:
        try:
            lived = live(seed, asked.cases)
        except BrokenInvariantError as error:
            failed += 1
            print(f"{error}\n  replay: python -m tests.simulation --seed {seed} --cases {asked.cases}")
            continue
        ends.update(lived.ends)
        messages += lived.messages
        crashes += lived.crashes
    seconds = time.process_time() - began
    count = sum(ends.values())
    print(
        f"{len(seeds)} worlds, {count} cases {dict(ends)}, {messages} messages, {crashes} crashes, {failed} failed"
    )
    print(f"{seconds:.1f} s of one core: {count / seconds:.0f} cases/s, {messages / seconds:.0f} messages/s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
