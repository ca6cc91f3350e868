"""`coulisse status`: how the platform is, once or live."""

import json
import time
from typing import Any

import click
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from gateway.cli.api import Api, ApiError, on_terminal

_COLOURS = {"ok": "green", "degraded": "yellow", "down": "bold red"}


@click.command()
@click.option("--once", is_flag=True, help="Show it once instead of live; so it is where no terminal reads.")
@click.option("--every", default=2.0, show_default=True, help="Seconds between two looks.")
@click.pass_obj
def status(api: Api, *, once: bool, every: float) -> None:
    """Show how every part of the platform is, live, until Ctrl-C.

    With --once: exit code 1 when a part is down. Without a terminal: JSON, once.
    """
    if not on_terminal():
        found = api.get("/v1/operations/health")
        click.echo(json.dumps(found, ensure_ascii=False))
        _end(found)
        return
    if once:
        found = api.get("/v1/operations/health")
        Console().print(shown(found))
        _end(found)
        return
    with Live(Text("..."), refresh_per_second=4) as live:
        try:
            while True:
                live.update(_looked(api))
                time.sleep(every)
        except KeyboardInterrupt:
            return


def _end(found: dict[str, Any]) -> None:
    if found["state"] == "down":
        raise SystemExit(1)


def _looked(api: Api) -> Group | Text:
    """A gateway that cannot answer is news too."""
    try:
        return shown(api.get("/v1/operations/health"))
    except ApiError as error:
        return Text(f"No health to be had: {error.message}", style=_COLOURS["down"])


def shown(found: dict[str, Any]) -> Group:
    """As tables for a terminal."""
    table = Table("part", "state", "processes", "msg/s", "waiting", "oldest s", "outbox", "failed", "why")
    for part in found["parts"]:
        processes = part["processes"]
        table.add_row(
            part["name"],
            Text(part["state"], style=_COLOURS[part["state"]]),
            str(len(processes)) if processes else "",
            f"{sum(one['messages_per_second'] for one in processes):.0f}" if processes else "",
            "?" if part["waiting"] is None and processes else str(part["waiting"] or ""),
            f"{part['oldest_seconds']:.1f}" if processes else "",
            str(part["outbox"] or ""),
            str(part["failed"] or ""),
            "\n".join(part["reasons"]),
        )
    words = Text(f"{found['state']}  {found['as_of']}", style=_COLOURS[found["state"]])
    return Group(words, table)
