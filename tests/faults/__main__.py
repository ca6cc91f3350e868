"""`python -m tests.faults --seed 7 --minutes 10`: a campaign of faults on real servers; `make faults` runs it."""

import argparse
import secrets
import signal
import sys
from types import FrameType

from tests.faults.campaign import Plan, run
from tests.faults.kinds import KINDS
from tests.faults.servers.house_servers import Shape

_CLUSTER_SHARE = 0.4
_SHAPES: tuple[Shape, ...] = ("alone", "cluster")


def main() -> int:
    """Exit status 0 only when everything held."""
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    arguments = _arguments()
    if arguments.kinds:
        for kind in KINDS:
            print(f"{kind.name} ({', '.join(kind.on)})")
        return 0
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(10**6)
    held = True
    for shape in _SHAPES if arguments.servers == "both" else (arguments.servers,):
        share = (
            1.0
            if arguments.servers != "both"
            else _CLUSTER_SHARE
            if shape == "cluster"
            else 1 - _CLUSTER_SHARE
        )
        report = run(
            Plan(
                seed=seed,
                shape=shape,
                minutes=arguments.minutes * share,
                kills=round(arguments.kills * share),
                cases=round(arguments.cases * share),
                pace=arguments.pace,
                only=tuple(name for name in arguments.only.split(",") if name),
                replicas=2 if shape == "cluster" else 1,
                rest_minutes=arguments.rest_minutes,
            )
        )
        held = held and not report.violations
        for words in report.violations:
            print(f"  VIOLATION {words}")
    return 0 if held else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="chooses stories, faults and moments; any when not given")
    parser.add_argument(
        "--servers", choices=[*_SHAPES, "both"], default="both", help="one broker and database, or three"
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long faults are struck")
    parser.add_argument(
        "--kills", type=int, default=0, help="instead of minutes: how many processes are killed"
    )
    parser.add_argument(
        "--cases", type=int, default=0, help="instead of minutes: how many cases are accepted"
    )
    parser.add_argument("--pace", type=float, default=3.0, help="stories begun a second")
    parser.add_argument(
        "--only", default="", help="kinds of faults, by parts of their names, with commas between"
    )
    parser.add_argument(
        "--rest-minutes", type=float, default=15.0, help="how long coming to rest may take at the end"
    )
    parser.add_argument("--kinds", action="store_true", help="list the kinds of faults")
    return parser.parse_args()


def _like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
