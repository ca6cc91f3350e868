"""How `coulisse failed` shows things: tables for people, JSON for programs."""

import json
from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.markup import escape

from gateway.cli.api import on_terminal
from gateway.cli.tables import Shown, tell


def groups(found: Iterable[Shown]) -> None:
    columns = ("group", "count", "message", "error", "place", "first seen", "last seen")
    names = ("id", "count", "type", "error", "place", "first_seen_at", "last_seen_at")
    tell(list(found), columns, names, "No failed messages.")


def failures(found: Iterable[Shown]) -> None:
    columns = ("id", "message", "about", "error", "reason", "failures", "failed at")
    names = ("id", "type", "subject", "error", "reason", "failures", "failed_at")
    tell(list(found), columns, names, "No failed messages.")


def orders(found: Iterable[Shown]) -> None:
    columns = ("retry", "state", "total", "sent back", "skipped", "ordered at", "note")
    names = ("id", "state", "total", "taken", "skipped", "ordered_at", "note")
    tell(list(found), columns, names, "Nothing was retried.")


def audit(found: Iterable[Shown]) -> None:
    columns = ("at", "by", "deed", "count", "subject", "message", "note")
    cells = ("at", _by, "deed", "count", "subject", "failure", "note")
    tell(list(found), columns, cells, "Nothing was ordered.")


def full_stores(stores: Sequence[Shown]) -> None:
    """Say it when failures were turned away."""
    for store in stores:
        if store["full"]:
            Console(stderr=True).print(
                f"[bold red]The store of {store['service']} is full[/bold red]: {store['messages']} messages, "
                f"{store['bytes']:,} bytes. Further ones come back every hour ({store['turned_away']} so far). "
                "Retry or archive what is there."
            )


def failure(found: Shown) -> None:
    """Everything about one."""
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    console = Console()
    console.print(
        f"[bold]{escape(found['id'])}[/bold]  {escape(found['type'])}  [bold]{found['state']}[/bold]"
    )
    for label, name in (
        ("organisation", "tenant"),
        ("about", "subject"),
        ("group", "group"),
        ("queue", "queue"),
    ):
        console.print(f"{label + ':':<14}{escape(found[name])}", highlight=False)
    console.print(
        f"\n[bold red]{escape(found['error'])}[/bold red]: {escape(found['reason'])}", highlight=False
    )
    console.print(f"at {escape(found['place'])}\n[dim]{escape(found['stack'])}[/dim]", highlight=False)
    for attempt in found["history"]:
        words = f"{attempt['at']}  retry {attempt['retry']}  {attempt['error']}: {attempt['reason'][:100]}"
        console.print(escape(words), highlight=False)
    for note in found["notes"]:
        console.print(
            f"[yellow]{escape(note['at'])}  {escape(note['by']['id'])}: {escape(note['text'])}[/yellow]"
        )
    console.print()
    _body(console, found["repaired"] or found["body"])


def order(found: Shown) -> None:
    """How far a retry is."""
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    Console().print(f"{found['id']}  [bold]{found['state']}[/bold]  {_words(found)}", highlight=False)


def progress(found: Shown) -> None:
    """The same while it moves; nothing for programs."""
    if on_terminal():
        click.echo(f"{_words(found)}", err=True)


def edit(found: Shown) -> None:
    """What it changes, and where it is."""
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    console = Console()
    console.print(f"{found['id']}  [bold]{found['state']}[/bold]  of {escape(found['failure'])}")
    console.print(f"{found['by']['id']}: {escape(found['reason'])}", highlight=False)
    for one in found["differences"]:
        console.print(escape(one["pointer"]), highlight=False)
        console.print(f"  [red]- {escape(one['before'])}[/red]\n  [green]+ {escape(one['after'])}[/green]")


def dry_run(found: Shown) -> None:
    """What would happen."""
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    console, result = Console(), found["result"]
    console.print(f"[bold]{result['outcome']}[/bold]  {escape(result['error'])} {escape(result['reason'])}")
    for word, name in (("change", "changes"), ("add", "records")):
        for one in result[name]:
            console.print(f"{word} {escape(one['collection'])} {escape(one['id'])}", highlight=False)
            if one["before"]:
                console.print(f"  [red]- {escape(one['before'])}[/red]", highlight=False)
            console.print(f"  [green]+ {escape(one['after'])}[/green]", highlight=False)
    for word, name in (("send", "messages"), ("do", "effects")):
        for one in result[name]:
            console.print(f"{word} {escape(one['type'])}\n  {escape(one['content'])}", highlight=False)
    if result["cut"]:
        console.print(f"[dim]{result['cut']} further differences are too large to show.[/dim]")


def _by(deed: Shown) -> str:
    return f"{deed['by']['kind']} {deed['by']['id']}"


def _words(found: Shown) -> str:
    return (
        f"{found['taken']} of {found['total']} sent back, {found['resolved']} handled, "
        f"{found['under_way']} under way, {found['failed_again']} failed again, {found['skipped']} skipped"
    )


def _body(console: Console, body: str) -> None:
    try:
        console.print_json(body)
    except ValueError:
        console.print(escape(body), highlight=False)
