"""Every case wants the same article: cases that meet on one document, beside cases that spread over two hundred."""

from statistics import median

from tests.performance import coulisse
from tests.performance.figures import at_least
from tests.performance.orders import order
from tests.performance.workbench import Workbench


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("hot")
    rates: dict[bool, list[float]] = {False: [], True: []}
    for number in range(plan.rounds):
        for hot in (False, True):
            bodies = [order(n, hot=hot) for n in range(plan.hot_cases)]
            drained = coulisse.drain(platform, bodies, f"hot-{number}-{hot}")
            rates[hot].append(drained.per_second)
    ratios = [hot / ordinary for hot, ordinary in zip(rates[True], rates[False], strict=True)]
    notes.add("hot_cases_per_s", median(rates[True]), "1/s", "every case wants one article")
    notes.add("spread_cases_per_s", median(rates[False]), "1/s", "cases spread over 200 articles")
    notes.add(
        "hot_ratio",
        median(ratios),
        "x",
        "hot against spread, round by round",
        at_least(0.7),
        (min(ratios), max(ratios)),
    )
