"""Figures say whether they met their goals, and reports repeat it."""

import json
from pathlib import Path

import pytest

from tests.performance.figures import Figures, Notes, PartDone, at_least, at_most
from tests.performance.plan import SHORT
from tests.performance.report import write_json, write_markdown


@pytest.fixture
def figures() -> Figures:
    found = Figures([PartDone("peers", 12.0), PartDone("hot", 3.0, "OutOfTimeError: stopped after 3 s")])
    notes = Notes("peers", found)
    notes.add("vs_nameko", 8.0, "x", "against nameko", at_least(8), (7.5, 9.0))
    notes.add("idle_p99_ms", 1500.1, "ms", "idle", at_most(1_500))
    notes.add("cases_per_s", 1234.5, "1/s", "cases")
    return found


def test_a_figure_on_its_bound_meets_its_goal_and_one_beyond_misses_it(figures: Figures) -> None:
    assert [figure.verdict for figure in figures] == ["met", "missed", ""]


def test_a_figure_is_measured_once(figures: Figures) -> None:
    with pytest.raises(ValueError, match="vs_nameko was measured already"):
        Notes("hot", figures).add("vs_nameko", 1.0, "x", "again")


def test_json_is_flat(figures: Figures, tmp_path: Path) -> None:
    write_json(tmp_path / "out.json", figures)

    written = json.loads((tmp_path / "out.json").read_text())
    assert written == {"vs_nameko": 8.0, "idle_p99_ms": 1500.1, "cases_per_s": 1234.5}


def test_the_report_names_goals_spreads_and_what_was_not_measured(figures: Figures, tmp_path: Path) -> None:
    write_markdown(tmp_path / "reports" / "bench.md", figures, SHORT, {"processor": "2 x fast"})

    text = (tmp_path / "reports" / "bench.md").read_text()
    assert "| `vs_nameko` | 8.00 x | 7.50 to 9.00 | at least 8 | met | against nameko |" in text
    assert "| `idle_p99_ms` | 1,500 ms |  | at most 1,500 | missed | idle |" in text
    assert "**Not all of it was measured:** OutOfTimeError: stopped after 3 s" in text
    assert "| processor | 2 x fast |" in text
