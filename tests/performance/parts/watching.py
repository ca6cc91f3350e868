"""What it costs to be watched: measures, traces (one in ten) and heartbeats, on and off in turns."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from statistics import median

from tests.performance import coulisse
from tests.performance.consumption import consuming
from tests.performance.figures import at_most
from tests.performance.house import Measured, measured
from tests.performance.orders import order
from tests.performance.workbench import Workbench
from tests.support.collector import Collector

_OFF = {"METRICS": "off", "HEARTBEAT_SECONDS": "0"}
_MOST_PER_CENT = 8.0
_FEWEST_PAIRS = 3
_SHARE_OF_TIME = 0.8
"""Of what the part may take: no further pair begins later, so that a slow machine gives fewer turns, not none."""
_runs = count()


@dataclass(frozen=True, slots=True)
class _Turn:
    """per_second: cases worked off; seconds: of processor for each thousand of them, by program."""

    per_second: float
    seconds: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two turns next to each other, so that both met the same machine."""

    off: _Turn
    on: _Turn

    @property
    def dearer(self) -> float:
        """Per cent more of the processor for a case."""
        return 100 * (self.on.total / self.off.total - 1)

    @property
    def rate(self) -> float:
        """Cases a second with against without."""
        return self.on.per_second / self.off.per_second


def measure(bench: Workbench) -> None:
    bench.close()
    plan = bench.plan
    until = time.monotonic() + _SHARE_OF_TIME * plan.part_seconds
    with ExitStack() as held:
        collector = held.enter_context(Collector())
        traced = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        platforms = {
            "off": held.enter_context(measured(bench.folder / "off", _OFF)),
            "on": held.enter_context(measured(bench.folder / "on", traced)),
        }
        for platform in platforms.values():
            coulisse.fill_stock(platform)
            _turn(platform, plan.watching_cases)
        pairs: list[_Pair] = []
        while len(pairs) < plan.watching_pairs and (len(pairs) < _FEWEST_PAIRS or time.monotonic() < until):
            pairs.append(_pair(platforms, plan.watching_cases, turned=len(pairs) % 2 == 1))
            print(f"   pair {len(pairs)}: {_said(pairs[-1])}", flush=True)
        spans = len(collector.spans)
    _note(bench, pairs, spans)


def _pair(platforms: Mapping[str, Measured], cases: int, *, turned: bool) -> _Pair:
    """Off, on, on, off: what grows warmer or slower meanwhile falls on both alike."""
    turns = {name: _turn(platforms[name], cases) for name in (("on", "off") if turned else ("off", "on"))}
    return _Pair(turns["off"], turns["on"])


def _turn(platform: Measured, cases: int) -> _Turn:
    """From the door to the closed case and its told closure."""
    with consuming(platform.programs) as consumed:
        bodies = [order(number) for number in range(cases)]
        drained = coulisse.drain(platform, bodies, f"watching-{next(_runs)}")
        coulisse.await_quiet(platform)
    return _Turn(drained.per_second, consumed.per_thousand(cases))


def _said(pair: _Pair) -> str:
    return (
        f"{pair.off.total:.2f} s/1,000 off, {pair.on.total:.2f} on: {pair.dearer:+.1f} % "
        f"({pair.off.per_second:,.0f}/s and {pair.on.per_second:,.0f}/s)"
    )


def _note(bench: Workbench, pairs: list[_Pair], spans: int) -> None:
    notes = bench.notes("watching")
    dearer, rates = [pair.dearer for pair in pairs], [pair.rate for pair in pairs]
    notes.add(
        "watching_cpu_percent",
        median(dearer),
        "%",
        "more processor seconds a case, broker and database included, with measures, traces of one in ten and "
        f"heartbeats (median of {len(pairs)} pairs of turns)",
        at_most(_MOST_PER_CENT),
        spread=(min(dearer), max(dearer)),
    )
    for name in sorted(pairs[0].on.seconds):
        more = median(pair.on.seconds[name] - pair.off.seconds[name] for pair in pairs)
        print(f"   {name}: {more:+.2f} s/1,000", flush=True)
    for name, turns in (("off", [pair.off for pair in pairs]), ("on", [pair.on for pair in pairs])):
        seconds = median(turn.total for turn in turns)
        notes.add(
            f"watching_{name}_seconds", seconds, "s", f"of processor for 1,000 cases, with all of it {name}"
        )
    notes.add(
        "watching_rate_ratio",
        median(rates),
        "x",
        "cases a second with them against without (median of pairs)",
        spread=(min(rates), max(rates)),
    )
    notes.add("watching_spans", spans, "spans", "told to the collector meanwhile")
