"""What it costs to be watched: measures, traces (one in ten) and heartbeats, on and off in turns."""

from contextlib import ExitStack
from statistics import median

from tests.performance import coulisse
from tests.performance.figures import at_most
from tests.performance.house import Measured, measured
from tests.performance.orders import order
from tests.performance.workbench import Workbench
from tests.support.collector import Collector

_OFF = {"METRICS": "off", "HEARTBEAT_SECONDS": "0"}
_MOST_PER_CENT = 8.0


def measure(bench: Workbench) -> None:
    bench.close()
    plan, notes = bench.plan, bench.notes("watching")
    rates: dict[str, list[float]] = {"off": [], "on": []}
    processor: dict[str, list[float]] = {"off": [], "on": []}
    with ExitStack() as held:
        collector = held.enter_context(Collector())
        traced = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        platforms = {
            "off": held.enter_context(measured(bench.folder / "off", _OFF)),
            "on": held.enter_context(measured(bench.folder / "on", traced)),
        }
        for platform in platforms.values():
            coulisse.fill_stock(platform)
            _worked_off(platform, min(200, plan.watching_cases), "warm-up")
        for number in range(plan.rounds + 1):
            for name, platform in sorted(platforms.items(), reverse=number % 2 == 1):
                rate, seconds = _worked_off(platform, plan.watching_cases, f"{name}-{number}")
                rates[name].append(rate)
                processor[name].append(seconds)
                print(f"   round {number + 1}: {name} {rate:,.0f}/s, {seconds:.2f} s/1,000", flush=True)
        spans = len(collector.spans)
    dearer = [100 * (on / off - 1) for on, off in zip(processor["on"], processor["off"], strict=True)]
    notes.add(
        "watching_cpu_percent",
        median(dearer),
        "%",
        "more processor seconds a case, broker and database included, with measures, traces of one in ten and "
        "heartbeats",
        at_most(_MOST_PER_CENT),
        spread=(min(dearer), max(dearer)),
    )
    ratio = median(rates["on"]) / median(rates["off"])
    notes.add(
        "watching_rate_ratio", ratio, "x", "cases a second with them against without (median of rounds)"
    )
    notes.add("watching_spans", spans, "spans", "told to the collector meanwhile")


def _worked_off(platform: Measured, cases: int, run: str) -> tuple[float, float]:
    """Cases a second, and processor seconds for each thousand of them, from the door to the closed case."""
    with platform.consuming() as consumed:
        drained = coulisse.drain(platform, [order(number) for number in range(cases)], run)
        coulisse.await_quiet(platform)
    return drained.per_second, consumed.total * 1000 / cases
