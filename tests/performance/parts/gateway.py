"""The gateway: accepting, reading, bulk, and open event streams."""

from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from tests.performance import coulisse, gateways
from tests.performance.consumption import consuming
from tests.performance.figures import Notes, at_least, at_most
from tests.performance.house import Measured
from tests.performance.load import Load, joined, request, send_all
from tests.performance.orders import order
from tests.performance.parts import bulk, streams
from tests.performance.plan import Plan
from tests.performance.workbench import PartTroubleError, Workbench

_TURNS = 4
_READ_TURNS = 12
"""Many, of a second each: the machine's pace changes from one second to the next."""
_READ_CASES = 200


def measure(bench: Workbench) -> None:
    """Raises PartTroubleError naming the steps that could not be measured, after all others were."""
    platform, plan, notes = bench.fresh(), bench.plan, bench.notes("gateway")
    troubles = []
    steps: tuple[Callable[[], None], ...] = (
        partial(_accepts, platform, plan, notes),
        partial(_reads, platform, plan, notes),
        partial(bulk.measure, platform, plan, notes),
        partial(streams.measure, platform, plan, notes),
    )
    for step in steps:
        try:
            step()
        except (RuntimeError, AssertionError, OSError) as error:
            troubles.append(str(error))
    if troubles:
        raise PartTroubleError("; ".join(troubles))


def _accepts(platform: Measured, plan: Plan, notes: Notes) -> None:
    """The full path, and the same route with authentication and validation but nothing stored, in turns."""
    with gateways.storing_nothing(platform) as (bare_url, bare_processes), platform.standing_still():
        ours, bare = [], []
        taken = {"ours": 0.0, "bare": 0.0}
        for turn in range(_TURNS):
            bodies = [order(number) for number in range(plan.requests // _TURNS)]
            with consuming(platform.processes) as consumed:
                ours.append(coulisse.accept(platform, bodies, f"accept-{turn}"))
            taken["ours"] += consumed.seconds["gateway"]
            with consuming(lambda: {"bare": bare_processes}) as consumed:
                bare.append(coulisse.accept(platform, bodies, f"bare-{turn}", bare_url))
            taken["bare"] += consumed.seconds["bare"]
    stored, nothing = joined(ours), joined(bare)
    count = sum(len(load.latencies_ms) for load in ours)
    notes.add("accept_per_s", stored.per_second, "1/s", "durable accepts, 32 connections")
    notes.add("accept_bare_per_s", nothing.per_second, "1/s", "the same route with nothing stored")
    notes.add(
        "accept_ratio",
        stored.per_second / nothing.per_second,
        "x",
        "storing against not storing",
        at_least(0.4),
    )
    notes.add("accept_p50_ms", stored.percentile(0.5), "ms", "at 32 connections")
    notes.add("accept_p99_ms", stored.percentile(0.99), "ms", "at 32 connections", at_most(150))
    notes.add(
        "accept_cpu_ms", taken["ours"] * 1000 / count, "ms", "processor time of the gateway for one accept"
    )
    notes.add("accept_bare_cpu_ms", taken["bare"] * 1000 / count, "ms", "the same with nothing stored")


def _reads(platform: Measured, plan: Plan, notes: Notes) -> None:
    """Reads of cases that are closed, and an empty Flask route, in turns."""
    cases = platform.mongo["coulisse_intake"].cases
    ids = [case["_id"] for case in cases.find({"status": "closed"}, {"_id": 1}).limit(_READ_CASES)]
    count = plan.requests // _TURNS
    reads = [
        request(f"/v1/cases/{ids[n % len(ids)]}", b"", platform.authorization, "GET") for n in range(count)
    ]
    nothing = [request(gateways.EMPTY_PATH, b"", platform.authorization, "GET")] * count
    ours, empty = [], []
    taken = {"ours": 0.0, "empty": 0.0}
    with gateways.empty_flask(platform) as (url, processes), platform.standing_still():
        for _turn in range(_READ_TURNS):
            with consuming(platform.processes) as consumed:
                ours.append(_answered(platform.url, reads))
            taken["ours"] += consumed.seconds["gateway"]
            with consuming(lambda: {"empty": processes}) as consumed:
                empty.append(_answered(url, nothing))
            taken["empty"] += consumed.seconds["empty"]
    read, bare = joined(ours), joined(empty)
    notes.add("read_per_s", read.per_second, "1/s", "reads of one case, 32 connections")
    notes.add("read_empty_per_s", bare.per_second, "1/s", "an empty Flask route behind the same gunicorn")
    ratios = [one.per_second / other.per_second for one, other in zip(ours, empty, strict=True)]
    notes.add(
        "read_ratio",
        median(ratios),
        "x",
        "reading against nothing to do, turn by turn",
        at_least(0.4),
        (min(ratios), max(ratios)),
    )
    notes.add("read_p99_ms", read.percentile(0.99), "ms", "at 32 connections")
    notes.add(
        "read_cpu_ms",
        taken["ours"] * 1000 / (count * _READ_TURNS),
        "ms",
        "processor time of the gateway for one read",
    )
    notes.add(
        "read_empty_cpu_ms", taken["empty"] * 1000 / (count * _READ_TURNS), "ms", "the same of an empty route"
    )


def _answered(url: str, requests: Sequence[bytes]) -> Load:
    load = send_all(url, requests, connections=coulisse.CONNECTIONS)
    if set(load.statuses) != {200}:
        raise RuntimeError(f"not every read was answered: {load.statuses}")
    return load
