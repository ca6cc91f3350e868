"""What the size of a case costs: lines, with and without a PDF of 30 kB."""

from typing import Any

from tests.performance import coulisse
from tests.performance.house import Measured
from tests.performance.orders import order
from tests.performance.workbench import Workbench


def measure(bench: Workbench) -> None:
    platform, plan, notes = bench.platform(), bench.plan, bench.notes("sizes")
    for with_pdf in (False, True):
        for lines in plan.size_lines:
            bodies = _bodies(platform, plan.size_cases, lines, with_pdf)
            name = f"lines_{lines}_pdf" if with_pdf else f"lines_{lines}"
            drained = coulisse.drain(platform, bodies, name)
            what = f"{lines} lines, {'a PDF of 30 kB, really checked' if with_pdf else 'no PDF'}"
            # The name that this figure has always had.
            rate = "cases_per_s" if name == "lines_5_pdf" else f"{name}_cases_per_s"
            notes.add(rate, drained.per_second, "1/s", what)
            total = drained.consumed.total * 1000 / drained.cases
            notes.add(f"{name}_cpu", total, "s/1000", f"processor time of all programs: {what}")


def _bodies(platform: Measured, count: int, lines: int, with_pdf: bool) -> list[dict[str, Any]]:
    if not with_pdf:
        return [order(number, lines=lines) for number in range(count)]
    return [
        order(number, [{"id": document, "kind": "signed_order"}], lines=lines)
        for number, document in enumerate(coulisse.upload(platform, count))
    ]
