"""`make bench`: what Coulisse does in a second on this machine, beside its peers, in one run.

BENCH_OUT names a file for the figures as one flat JSON object. BENCH_SCALE (1) shortens or lengthens every part.
"""

import json
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.performance import coulisse
from tests.performance.house import CASE_TYPES, Measured, measured
from tests.performance.orders import order
from tests.performance.peers import celery_peer, nameko_peer

Figures = dict[str, float]
_SETTINGS = {"CREDIT_LIMIT": "1000000000", "CASE_TYPES_DIR": str(CASE_TYPES), "LOG_LEVEL": "WARNING"}


def main() -> int:
    """Measures and prints; exit status 0 whatever the figures are, since a shared machine proves nothing by them."""
    scale = float(os.environ.get("BENCH_SCALE", "1"))
    figures: Figures = {}
    with measured({**_SETTINGS, "GATEWAY_LOG_LEVEL": "WARNING"}) as platform:
        coulisse.fill_stock(platform)
        _idle(platform, figures, int(60 * scale))
        _without_documents(platform, figures, int(10_000 * scale))
        _with_documents(platform, figures, int(1_000 * scale))
        _accept(platform, figures, int(8_000 * scale))
        for name, peer, cases in (("nameko", nameko_peer, 400), ("celery", celery_peer, 200)):
            _say(f"{name}: the same work")
            stack = platform.house.stack
            with platform.standing_still():
                result = peer.run(stack.amqp_admin_url, stack.mongodb_admin_url, int(cases * scale))
            figures[f"{name}_cases_per_s"] = result.cases / result.seconds
    figures["vs_nameko"] = figures["cases_nodoc_per_s"] / figures["nameko_cases_per_s"]
    figures["vs_celery"] = figures["cases_nodoc_per_s"] / figures["celery_cases_per_s"]
    _print(figures)
    if out := os.environ.get("BENCH_OUT"):
        Path(out).write_text(
            json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2) + "\n"
        )
    return 0


def _idle(platform: Measured, figures: Figures, count: int) -> None:
    _say(f"idle: {count} cases, one after the other")
    latencies = coulisse.idle_latencies(platform, count)
    figures["idle_p50_ms"] = latencies[len(latencies) // 2]
    figures["idle_p99_ms"] = latencies[min(len(latencies) - 1, int(len(latencies) * 0.99))]


def _without_documents(platform: Measured, figures: Figures, count: int) -> None:
    _say(f"throughput: {count} cases without documents")
    half: dict[str, float] = {}

    def watch(closed: int) -> None:
        if not half and closed >= count / 2:
            half.update(platform.resident_mb())

    drained = coulisse.drain(platform, [order(number) for number in range(count)], "bare", watch)
    whole = platform.resident_mb()
    figures["cases_nodoc_per_s"] = drained.per_second
    figures["rss_max_mb"] = max(whole.values())
    figures["rss_growth_last_half_mb"] = max(whole[name] - half.get(name, whole[name]) for name in whole)


def _with_documents(platform: Measured, figures: Figures, count: int) -> None:
    _say(f"throughput: {count} cases with a PDF of 30 kB each")
    documents = coulisse.upload(platform, count)
    bodies = [order(n, [{"id": document, "kind": "signed_order"}]) for n, document in enumerate(documents)]
    figures["cases_per_s"] = coulisse.drain(platform, bodies, "doc", lambda _closed: None).per_second


def _accept(platform: Measured, figures: Figures, count: int) -> None:
    _say(f"accept: {count} requests over {coulisse.CONNECTIONS} connections, stored and bare in turns")
    stored, bare = coulisse.accept(platform, count)
    figures["accept_per_s"] = stored.per_second
    figures["accept_bare_per_s"] = bare.per_second
    figures["accept_ratio"] = stored.per_second / bare.per_second
    figures["accept_p99_ms"] = stored.percentile(0.99)


_EXPLAINED = {
    "accept_per_s": "durable accepts per second, the whole path",
    "accept_bare_per_s": "the same route, authenticated and validated, nothing stored",
    "accept_ratio": "goal: at least 0.4",
    "accept_p99_ms": "at 32 connections; goal: under 150",
    "cases_per_s": "accepted to closed, one 30 kB PDF each, really checked",
    "cases_nodoc_per_s": "accepted to closed, without documents",
    "nameko_cases_per_s": "plain nameko, same messages and documents stored",
    "celery_cases_per_s": "Celery (acks late), same messages and documents stored",
    "vs_nameko": "goal: at least 3",
    "vs_celery": "goal: at least 5",
    "idle_p50_ms": "sent to closed on an idle platform; goal: under 400",
    "idle_p99_ms": "goal: under 1500",
    "rss_max_mb": "largest process after the run without documents; goal: under 200",
    "rss_growth_last_half_mb": "largest growth of one process over the last half",
}


def _print(figures: Figures) -> None:
    table = Table("figure", "value", "what it is")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.2f}", _EXPLAINED.get(name, ""))
    Console().print(table)


def _say(text: str) -> None:
    print(f"-- {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
