"""`make bench`: what Coulisse does in a second on this machine, beside its peers and the limit, in one run.

FULL=1 measures everything at full size; PARTS=peers,hot measures only these. BENCH_OUT names a file for the figures as
one flat JSON object. A Markdown report goes to reports/bench.md.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.performance import machine, report
from tests.performance.figures import Figures, PartDone
from tests.performance.parts import (
    books,
    gateway,
    hot,
    peers,
    replicas,
    shelves,
    sizes,
    stored,
    urgent,
    watching,
)
from tests.performance.plan import PlanError, chosen
from tests.performance.workbench import OutOfTimeError, PartTroubleError, Workbench, within

_MEASURES: dict[str, Callable[[Workbench], None]] = {
    "peers": peers.measure,
    "sizes": sizes.measure,
    "hot": hot.measure,
    "urgent": urgent.measure,
    "replicas": replicas.measure,
    "gateway": gateway.measure,
    "watching": watching.measure,
    "stored": stored.measure,
    "books": books.measure,
    "shelves": shelves.measure,
}


def main() -> int:
    """Exit status 0 whatever the figures are, since a shared machine proves nothing by them; 1 when some could not
    be measured; 2 for a part that is not there."""
    try:
        plan, parts = chosen()
    except PlanError as error:
        print(error, file=sys.stderr)
        return 2
    figures = Figures()
    out = Path(os.environ["BENCH_OUT"]) if os.environ.get("BENCH_OUT") else None
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # asked to end, it puts its platform away as well
    try:
        run(Workbench(plan, figures), parts, out, report.REPORTS / "bench.md")
    except KeyboardInterrupt:
        print("interrupted: what was measured so far is kept", file=sys.stderr)
    report.print_table(figures)
    return int(len(figures.parts) < len(parts) or any(part.trouble for part in figures.parts))


def run(bench: Workbench, parts: tuple[str, ...], out: Path | None, markdown: Path) -> None:
    """Measure part after part; what was measured is written after each of them, however it ended."""
    facts = machine.facts()
    try:
        for number, part in enumerate(parts, start=1):
            print(f"-- {part} ({number} of {len(parts)})", flush=True)
            measure_part(bench, part, out, markdown, facts)
    finally:
        bench.close()


def measure_part(
    bench: Workbench, part: str, out: Path | None, markdown: Path, facts: dict[str, str]
) -> None:
    """One part, however it ends, and what is known by then written down. `facts` learns of the servers."""
    done = PartDone(part, 0.0, "interrupted")
    bench.figures.parts.append(done)
    try:
        _measure(bench, part, done)
        facts |= _servers(bench)
    finally:
        report.write_markdown(markdown, bench.figures, bench.plan, facts)
        if out is not None:
            report.write_json(out, bench.figures)


def _measure(bench: Workbench, part: str, done: PartDone) -> None:
    """A part that fails says why, and the next one begins on a fresh platform."""
    started = time.perf_counter()
    try:
        with within(bench.plan.part_seconds):
            _MEASURES[part](bench)
        done.trouble = ""
    except PartTroubleError as error:
        done.trouble = str(error)
    except (OutOfTimeError, Exception) as error:  # noqa: BLE001 - one part that fails must not cost the others
        done.trouble = f"{type(error).__name__}: {error}"
        bench.close()
    finally:
        done.seconds = time.perf_counter() - started
        if done.trouble:
            print(f"   {part}: {done.trouble}", flush=True)


def _servers(bench: Workbench) -> dict[str, str]:
    platform = bench.running
    if platform is None:
        return {}
    return machine.servers(platform.mongo, platform.house.stack.management_url)


if __name__ == "__main__":
    sys.exit(main())
