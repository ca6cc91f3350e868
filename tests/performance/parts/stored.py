"""Whether stored cases make new ones dearer."""

from statistics import median

from tests.performance import coulisse
from tests.performance.figures import at_most
from tests.performance.orders import order
from tests.performance.workbench import Workbench


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.fresh(), bench.plan, bench.notes("stored")
    stored = bench.stored_cases()
    costs = {}
    for step in plan.stored_steps:
        stored.fill(step)
        rates, processor = [], []
        for number in range(plan.rounds):
            run = f"stored-{step}-{number}"
            drained = coulisse.drain(platform, [order(n) for n in range(plan.hot_cases)], run)
            rates.append(drained.per_second)
            processor.append(drained.consumed.total * 1000 / drained.cases)
        latencies = coulisse.idle_latencies(platform, max(3, plan.idle_cases // 4), f"stored-idle-{step}")
        costs[step] = median(processor)
        what = f"with {step:,} stored cases"
        notes.add(f"stored_{step}_cases_per_s", median(rates), "1/s", what)
        notes.add(
            f"stored_{step}_cpu",
            costs[step],
            "s/1000",
            f"processor time of all programs, {what}",
            None,
            (min(processor), max(processor)),
        )
        notes.add(f"stored_{step}_idle_p50_ms", coulisse.percentile(latencies, 0.5), "ms", f"idle, {what}")
    first, most = min(costs), max(costs)
    notes.add(
        "stored_cpu_growth",
        costs[most] / costs[first] - 1,
        "x",
        f"processor time per case with {most:,} stored cases against none",
        at_most(0.10),
    )
