"""Lists as people and programs want them."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gateway.cli.api import on_terminal

Shown = dict[str, Any]
Cell = str | Callable[[Shown], object]
_WIDEST = 120


def tell(rows: Sequence[Shown], columns: Sequence[str], cells: Sequence[Cell], none: str) -> None:
    """A table on a terminal, or the words `none` where there is nothing; the rows as JSON elsewhere. cells: names of
    what a row holds, or how to make it of the row. The first is what further commands want, and never broken."""
    if not on_terminal():
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        click.echo(none)
        return
    table = Table()
    for place, column in enumerate(columns):
        table.add_column(column, no_wrap=place == 0, overflow="fold")
    for row in rows:
        table.add_row(*(_said(row, cell) for cell in cells))
    Console().print(table)


def _said(row: Shown, cell: Cell) -> str:
    found = row[cell] if isinstance(cell, str) else cell(row)
    return escape("" if found is None else str(found))[:_WIDEST]
