"""What further replicas of a service bring, and cost."""

from tests.performance import coulisse
from tests.performance.orders import order
from tests.performance.workbench import Workbench


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("replicas")
    for service in plan.replicated:
        for count in plan.replicas:
            name = f"replicas_{service}_{count}"
            with platform.replicas(service, count):
                drained = coulisse.drain(platform, [order(n) for n in range(plan.hot_cases)], name)
            what = f"with {count} processes of {service}"
            notes.add(f"{name}_cases_per_s", drained.per_second, "1/s", what)
            per_thousand = drained.consumed.per_thousand(drained.cases)
            notes.add(f"{name}_cpu", sum(per_thousand.values()), "s/1000", f"processor time of all, {what}")
            notes.add(f"{name}_cpu_own", per_thousand[service], "s/1000", f"of which {service}")
