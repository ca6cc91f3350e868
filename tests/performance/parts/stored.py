"""Whether stored cases make anything dearer: new cases, accepting them, lists."""

import time
from statistics import median

from tests.performance import coulisse, database_memory
from tests.performance.figures import Notes, at_least, at_most
from tests.performance.house import Measured
from tests.performance.load import Load, joined
from tests.performance.orders import order
from tests.performance.parts import lists
from tests.performance.plan import Plan
from tests.performance.workbench import Workbench

_TURNS = 4


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.fresh(), bench.plan, bench.notes("stored")
    stored = bench.stored_cases()
    memory = database_memory.roomy()
    database_memory.give(platform.mongo, memory)
    notes.add("stored_database_memory", memory, "GB", "mongod may keep pages in, unless said otherwise")
    costs, accepts, filling = {}, {}, 0.0
    for step in plan.stored_steps:
        began = time.perf_counter()
        stored.fill(step)
        filling += time.perf_counter() - began
        costs[step] = _new_cases(platform, plan, notes, f"stored_{step}", f"with {step:,} stored cases")
        accepts[step] = _accepts(platform, plan, f"stored-{step}")
    first, most = min(costs), max(costs)
    notes.add("fill_cases_per_s", most / filling, "1/s", "copies of cases")
    notes.add(
        "stored_cpu_growth",
        costs[most] / costs[first] - 1,
        "x",
        f"processor time per case with {most:,} stored cases against none",
        at_most(0.10),
    )
    notes.add(
        "accept_stored_ratio",
        accepts[most].per_second / accepts[first].per_second,
        "x",
        f"accepts with {most:,} stored cases against none",
        at_least(0.9),
    )
    lists.measure(platform, plan, notes)
    database_memory.give(platform.mongo, database_memory.LITTLE)
    coulisse.drain(platform, [order(n) for n in range(plan.hot_cases)], "stored-settling")
    what = f"with {most:,} stored cases and {database_memory.LITTLE} GB for mongod's pages"
    little = _new_cases(platform, plan, notes, f"stored_{most}_little_memory", what)
    notes.add("stored_little_memory_ratio", little / costs[most], "x", f"processor time per case {what}")


def _new_cases(platform: Measured, plan: Plan, notes: Notes, name: str, what: str) -> float:
    """Processor seconds of all programs for 1,000 cases."""
    rates, processor, servers = [], [], []
    for number in range(plan.rounds):
        run = f"{name}-{number}"
        drained = coulisse.drain(platform, [order(n) for n in range(plan.hot_cases)], run)
        rates.append(drained.per_second)
        processor.append(drained.consumed.total * 1000 / drained.cases)
        servers.append(drained.consumed.per_thousand(drained.cases))
    latencies = coulisse.idle_latencies(platform, max(3, plan.idle_cases // 4), f"{name}-idle")
    notes.add(f"{name}_cases_per_s", median(rates), "1/s", what)
    notes.add(
        f"{name}_cpu",
        median(processor),
        "s/1000",
        f"processor time of all programs, {what}",
        None,
        (min(processor), max(processor)),
    )
    for server in ("mongod", "broker"):
        notes.add(
            f"{name}_cpu_{server}", median(one[server] for one in servers), "s/1000", f"of which {server}"
        )
    notes.add(f"{name}_idle_p50_ms", coulisse.percentile(latencies, 0.5), "ms", f"idle, {what}")
    return median(processor)


def _accepts(platform: Measured, plan: Plan, run: str) -> Load:
    bodies = [order(number) for number in range(plan.requests // _TURNS)]
    with platform.standing_still():
        return joined([coulisse.accept(platform, bodies, f"{run}-{turn}") for turn in range(_TURNS)])
