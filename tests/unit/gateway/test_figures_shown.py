"""`coulisse figures` on a terminal of eighty columns."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from gateway.cli.figures import duration, shown

ORDERS: dict[str, Any] = {
    "type": "sales_order",
    "received": 101,
    "closed": 100,
    "refused": 2,
    "cancelled": 1,
    "reopened": 0,
    "waiting": 12,
    "compliance": "0.980",
    "first_time": "0.900",
    "time_to_closure_ms": {
        "mean": 1_140_000,
        "median": 900,
        "p90": 61_000,
        "p95": 93_784_000,
        "p99": 90_000_000,
    },
    "steps": [{"step": "reserve_stock", "cases": 100, "worked_ms": 1_200, "waited_ms": 9_000}],
    "days": [
        {
            "day": "2026-03-01",
            "received": 1,
            "closed": 1,
            "refused": 0,
            "cancelled": 0,
            "reopened": 0,
            "compliance": "1.000",
            "mean_ms": 60_000,
        }
    ],
}
PERIOD = {"since": "2026-03-01", "until": "2026-03-31", "time_zone": "Europe/Paris"}


def printed(types: list[dict[str, Any]]) -> list[str]:
    paper = StringIO()
    Console(width=80, file=paper).print(shown({**PERIOD, "types": types}))
    return paper.getvalue().splitlines()


def test_counts_shares_times_steps_and_days_are_shown() -> None:
    lines = printed([ORDERS])

    rows = [line.replace("│", " ").split() for line in lines if "│" in line]
    assert [" ".join(row).rstrip("█ ") for row in rows] == [
        "sales_order 101 100 2 1 0 12",
        "sales_order 98.0 % 90.0 % 19 min 900 ms 1 min 1 s 1 d 2 h",
        "sales_order reserve_stock 100 1.2 s 9.0 s",
        "2026-03-01 1 1 0 0 100.0 % 1 min",
    ]
    assert lines[0] == "2026-03-01 to 2026-03-31, Europe/Paris"
    assert not any("…" in line for line in lines)


def test_nothing_handed_over_is_said_in_words() -> None:
    assert printed([]) == ["2026-03-01 to 2026-03-31, Europe/Paris", "No case was handed over yet."]


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(None, ""), (0, "0 ms"), (850, "850 ms"), (1_500, "1.5 s"), (60_000, "1 min"), (93_784_000, "1 d 2 h")],
)
def test_a_duration_is_said_in_its_two_largest_units(milliseconds: int | None, words: str) -> None:
    assert duration(milliseconds) == words
