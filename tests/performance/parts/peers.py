"""Coulisse beside plain nameko, Celery and the bare drivers, in turns; and Coulisse idle and under half its load."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from tests.performance import coulisse
from tests.performance.figures import Notes, at_least, at_most
from tests.performance.house import Measured
from tests.performance.orders import order
from tests.performance.peers import celery_peer, limit_peer, nameko_peer
from tests.performance.peers.measuring import PeerResult
from tests.performance.workbench import Workbench

_GOALS = {"nameko": at_least(8), "celery": at_least(5), "limit": at_least(0.5)}
_NAMES = {"nameko": "plain nameko", "celery": "Celery", "limit": "the bare-driver limit"}
_HALF = 0.5


@dataclass(slots=True)
class _Rounds:
    """Cases a second and processor seconds for each thousand cases, round by round, by contender."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def note(self, contender: str, rate: float, processor: dict[str, float]) -> None:
        self.rates.setdefault(contender, []).append(rate)
        self.processor.setdefault(contender, []).append(processor)

    def total(self, contender: str) -> float:
        """The median of what all programs took together."""
        return median(sum(each.values()) for each in self.processor[contender])


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("peers")
    _idle(platform, notes, plan.idle_cases)
    rounds = _Rounds()
    for number in range(plan.rounds):
        batches = _coulisse(platform, notes, rounds, plan.cases, number, last=number == plan.rounds - 1)
        peers: tuple[tuple[str, Callable[[], PeerResult]], ...] = (
            ("nameko", lambda: _peer(platform, nameko_peer.run, plan.nameko_cases)),
            ("celery", lambda: _peer(platform, celery_peer.run, plan.celery_cases)),
            ("limit", lambda: _limit(platform, plan.limit_cases, batches)),  # noqa: B023 - called at once
        )
        for name, run in peers:
            result = run()
            rounds.note(name, result.per_second, result.consumed.per_thousand(result.cases))
            print(f"   round {number + 1}: {name} {result.per_second:,.1f}/s", flush=True)
    _compare(notes, rounds)
    _under_load(platform, notes, median(rounds.rates["coulisse"]) * _HALF, plan.paced_seconds)


def _idle(platform: Measured, notes: Notes, count: int) -> None:
    latencies = coulisse.idle_latencies(platform, count)
    notes.add(
        "idle_p50_ms",
        coulisse.percentile(latencies, 0.5),
        "ms",
        "sent to closed, one at a time",
        at_most(400),
    )
    notes.add("idle_p99_ms", coulisse.percentile(latencies, 0.99), "ms", "the same", at_most(1_500))


def _coulisse(
    platform: Measured, notes: Notes, rounds: _Rounds, cases: int, number: int, last: bool
) -> dict[str, float]:
    half: dict[str, float] = {}

    def watch(closed: int) -> None:
        if not half and closed >= before + cases / 2:
            half.update(platform.resident_mb())

    before = platform.closed_cases()
    drained = coulisse.drain(platform, [order(n) for n in range(cases)], f"peers-{number}", watch)
    rounds.note("coulisse", drained.per_second, drained.consumed.per_thousand(cases))
    print(f"   round {number + 1}: coulisse {drained.per_second:,.1f}/s", flush=True)
    if last:
        whole = platform.resident_mb()
        notes.add(
            "rss_max_mb",
            max(whole.values()),
            "MB",
            "largest process of Coulisse after the last round",
            at_most(200),
        )
        growth = max(whole[name] - half.get(name, whole[name]) for name in whole)
        notes.add("rss_growth_last_half_mb", growth, "MB", "largest growth of one over the last half round")
        for service, batch in drained.batches.items():
            notes.add(f"batch_{service}", batch, "messages", f"a commit of {service} on average")
    return drained.batches


def _peer(platform: Measured, run: Callable[..., PeerResult], cases: int) -> PeerResult:
    stack = platform.house.stack
    with platform.standing_still():
        return run(stack.amqp_admin_url, stack.mongodb_admin_url, cases, servers=platform.servers())


def _limit(platform: Measured, cases: int, batches: dict[str, float]) -> PeerResult:
    stack = platform.house.stack
    with platform.standing_still():
        return limit_peer.run(
            stack.amqp_admin_url,
            stack.mongodb_admin_url,
            cases,
            servers=platform.servers(),
            batches=batches,
        )


def _compare(notes: Notes, rounds: _Rounds) -> None:
    ours = rounds.rates["coulisse"]
    notes.add(
        "cases_nodoc_per_s", median(ours), "1/s", "cases accepted to closed, without PDF", None, _ends(ours)
    )
    notes.add(
        "cpu_coulisse", rounds.total("coulisse"), "s/1000", "processor time of all programs, servers too"
    )
    for program in rounds.processor["coulisse"][0]:
        taken = median(each[program] for each in rounds.processor["coulisse"])
        notes.add(f"cpu_coulisse_{program}", taken, "s/1000", f"of which {program}")
    for name, goal in _GOALS.items():
        theirs = rounds.rates[name]
        ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
        notes.add(f"{name}_cases_per_s", median(theirs), "1/s", _NAMES[name], None, _ends(theirs))
        notes.add(f"cpu_{name}", rounds.total(name), "s/1000", f"processor time of {_NAMES[name]}")
        notes.add(
            f"vs_{name}",
            median(ratios),
            "x",
            f"cases a second against {_NAMES[name]}, round by round",
            goal,
            _ends(ratios),
        )
        notes.add(
            f"cpu_vs_{name}",
            rounds.total(name) / rounds.total("coulisse"),
            "x",
            f"the same by processor time, which a busy machine cannot distort: {_NAMES[name]} / Coulisse",
        )


def _under_load(platform: Measured, notes: Notes, per_second: float, seconds: float) -> None:
    bodies = [order(number) for number in range(max(1, int(per_second * seconds)))]
    latencies = sorted(coulisse.paced(platform, bodies, "loaded", per_second).values())
    what = f"sent to closed at {per_second:,.0f} cases a second, half of what is possible"
    notes.add("loaded_p50_ms", coulisse.percentile(latencies, 0.5), "ms", what)
    notes.add("loaded_p99_ms", coulisse.percentile(latencies, 0.99), "ms", "the same")


def _ends(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)
