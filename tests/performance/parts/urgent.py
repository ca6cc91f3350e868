"""Urgent cases that come in behind a backlog of ordinary ones."""

from tests.performance import coulisse
from tests.performance.figures import at_most
from tests.performance.orders import order
from tests.performance.workbench import Workbench

_PER_SECOND = 4


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("urgent")
    before = platform.closed_cases()
    with platform.standing_still():
        coulisse.hand_over(platform, [order(n) for n in range(plan.urgent_behind)], "behind")
    bodies = [order(number, priority="urgent") for number in range(plan.urgent_cases)]
    latencies = sorted(coulisse.paced(platform, bodies, "urgent", _PER_SECOND).values())
    wanted = before + plan.urgent_behind + plan.urgent_cases
    left = wanted - platform.closed_cases()
    behind = f"sent to closed behind {plan.urgent_behind:,} ordinary cases"
    notes.add("urgent_p50_s", coulisse.percentile(latencies, 0.5) / 1000, "s", behind, at_most(1.5))
    notes.add("urgent_p99_s", coulisse.percentile(latencies, 0.99) / 1000, "s", "the same")
    notes.add(
        "urgent_backlog_left", left, "cases", "ordinary ones still open when the last urgent one was closed"
    )
    coulisse.await_closed(platform, wanted)
