"""`coulisse figures`: what came in, ended and waits, and how long it took."""

import json
from datetime import timedelta
from typing import Any, Literal

import click
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from gateway.cli.api import Api, on_terminal

Shown = dict[str, Any]
_DAY = click.DateTime(["%Y-%m-%d"])
_WIDEST = 16
"""Characters of the bar that shows a step's time."""


@click.command()
@click.option("--since", type=_DAY, help="The first day; by default 29 days before the last.")
@click.option("--until", type=_DAY, help="The last day; by default today.")
@click.option("--type", "case_type", help="One case type.")
@click.option("--days", is_flag=True, help="Show every day, too.")
@click.pass_obj
def figures(api: Api, *, since: Any, until: Any, case_type: str | None, days: bool) -> None:
    """Show how many cases came in, ended and wait, how long they took and where the time went.

    Without a terminal: JSON.
    """
    query = {
        "since": since and f"{since:%Y-%m-%d}",
        "until": until and f"{until:%Y-%m-%d}",
        "type": case_type,
        "series": "day" if days else None,
    }
    found = api.get("/v1/operations/figures", {name: value for name, value in query.items() if value})
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    Console().print(shown(found))


def shown(found: Shown) -> Group:
    """As tables for a terminal."""
    words = Text(f"{found['since']} to {found['until']}, {found['time_zone']}", style="bold")
    if not found["types"]:
        return Group(words, Text("No case was handed over yet."))
    tables = [_counts(found["types"]), _times(found["types"]), _steps(found["types"])]
    tables += [_days(one) for one in found["types"] if "days" in one]
    return Group(words, *(table for table in tables if table.row_count))


_COUNTS = ("received", "closed", "refused", "cancelled", "reopened")
_TIMES = ("mean", "median", "p90", "p95")


def _counts(types: list[Shown]) -> Table:
    table = _table("type", "received", "closed", "refused", "cancelled", "re-opened", "waiting")
    for one in types:
        table.add_row(one["type"], *(str(one[name]) for name in (*_COUNTS, "waiting")))
    return table


def _times(types: list[Shown]) -> Table:
    """Of those that were closed."""
    table = _table("type", "in time", "first time", *_TIMES)
    for one in types:
        took = one["time_to_closure_ms"]
        shares = (_share(one["compliance"]), _share(one["first_time"]))
        if one["closed"]:
            table.add_row(one["type"], *shares, *(duration(took[name]) for name in _TIMES))
    return table


def _steps(types: list[Shown]) -> Table:
    """The bar: work, then waiting, the longest step of all as wide as can be."""
    table = _table("type", "step", "cases", "working", "waiting", "")
    table.columns[-1].justify = "left"
    longest = max((_mean(step) for one in types for step in one["steps"]), default=0)
    for one in types:
        for step in one["steps"]:
            table.add_row(
                one["type"],
                step["step"],
                str(step["cases"]),
                duration(step["worked_ms"]),
                duration(step["waited_ms"]),
                _bar(step, longest),
            )
    return table


def _mean(step: Shown) -> int:
    return int(step["worked_ms"] + step["waited_ms"])


def _bar(step: Shown, longest: int) -> Text:
    work, wait = (round(_WIDEST * step[name] / max(1, longest)) for name in ("worked_ms", "waited_ms"))
    return Text("█" * work, style="green") + Text("█" * wait, style="yellow")


def _days(one: Shown) -> Table:
    """Of one type."""
    table = _table("day", *_COUNTS[:-1], "in time", "mean")
    table.title = one["type"]
    for day in one["days"]:
        counts = (str(day[name]) for name in _COUNTS[:-1])
        table.add_row(day["day"], *counts, _share(day["compliance"]), duration(day["mean_ms"]))
    return table


def _table(*columns: str) -> Table:
    table = Table()
    for name in columns:
        justify: Literal["left", "right"] = "left" if name in ("type", "step", "day") else "right"
        table.add_column(name, justify=justify, overflow="fold")
    return table


def _share(share: str | None) -> str:
    return "" if share is None else f"{100 * float(share):.1f} %"


def duration(milliseconds: int | None) -> str:
    """In the two largest units that say something, such as `2 d 4 h` or `850 ms`; empty for None."""
    if milliseconds is None:
        return ""
    if milliseconds < 10_000:
        return f"{milliseconds} ms" if milliseconds < 1_000 else f"{milliseconds / 1000:.1f} s"
    left = timedelta(milliseconds=milliseconds)
    parts = {
        "d": left.days,
        "h": left.seconds // 3600,
        "min": left.seconds // 60 % 60,
        "s": left.seconds % 60,
    }
    said = [f"{count} {unit}" for unit, count in parts.items() if count]
    return " ".join(said[:2])
