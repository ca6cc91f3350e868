"""The figures for people and programs: a table, a flat JSON object, a Markdown report."""

import json
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.local.house import clone
from tests.performance.figures import Figure, Figures
from tests.performance.plan import Plan

REPORTS = clone() / "reports"
_METHOD = Path(__file__).parent / "method.md"


def print_table(figures: Figures) -> None:
    """Every figure with its goal, and how each part ended."""
    table = Table("figure", "value", "unit", "spread", "goal", "", "what it is")
    for part in figures.parts:
        table.add_section()
        for figure in figures.of(part.name):
            table.add_row(figure.name, _number(figure.value), figure.unit, *_bounds(figure), figure.what)
        if part.trouble:
            table.add_row(part.name, "-", "", "", "", "not measured", part.trouble)
    console = Console()
    console.print(table)
    missed = [figure.name for figure in figures if figure.verdict == "missed"]
    met = sum(figure.verdict == "met" for figure in figures)
    console.print(f"goals met: {met}; missed: {', '.join(missed) or 'none'}")


def write_json(path: Path, figures: Figures) -> None:
    """Name and value of each figure."""
    values = {figure.name: round(figure.value, 4) for figure in figures}
    path.write_text(json.dumps(values, indent=2) + "\n")


def write_markdown(path: Path, figures: Figures, plan: Plan, machine: Mapping[str, str]) -> None:
    """The whole report: machine, method, figures part by part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["# What Coulisse does on this machine", "", "| machine | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in machine.items()]
    lines += ["", f"Plan: {plan.name}. Everything below was measured in one run.", ""]
    for part in figures.parts:
        lines += [f"## {part.name} ({part.seconds:,.0f} s)", ""]
        if part.trouble:
            lines += [f"**Not all of it was measured:** {part.trouble}", ""]
        lines += ["| figure | value | spread | goal | | what it is |", "|---|---|---|---|---|---|"]
        for figure in figures.of(part.name):
            spread, goal, verdict = _bounds(figure)
            lines.append(
                f"| `{figure.name}` | {_number(figure.value)} {figure.unit} | {spread} | {goal} | {verdict} "
                f"| {figure.what} |"
            )
        lines.append("")
    path.write_text("\n".join([*lines, _METHOD.read_text()]))


def _bounds(figure: Figure) -> tuple[str, str, str]:
    spread = "" if figure.spread is None else f"{_number(figure.spread[0])} to {_number(figure.spread[1])}"
    return spread, "" if figure.goal is None else str(figure.goal), figure.verdict


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.2f}"
