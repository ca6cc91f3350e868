"""`coulisse cases`: submit, show, watch, export."""

import csv
import json
import sys
from pathlib import Path
from typing import Any, TextIO

import click
from rich.console import Console
from rich.table import Table

from gateway.cli.api import Api, on_terminal
from gateway.cli.following import events

_FINAL = {"case.closed": 0, "case.refused": 1, "case.cancelled": 1}
_STATUS_OF = {"closed": 0, "refused": 1, "cancelled": 1}
_MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".xml": "application/xml",
}
COLUMNS = (
    "id",
    "number",
    "type",
    "status",
    "priority",
    "reference",
    "customer",
    "currency",
    "gross",
    "opened_at",
    "changed_at",
    "ended_at",
)


@click.group()
def cases() -> None:
    """Hand over cases and follow them."""


@cases.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--key", "idempotency_key", help="Idempotency-Key: the same again makes no second case.")
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="KIND=PATH",
    help="Upload a file and add it to the case; may be repeated.",
)
@click.pass_obj
def submit(api: Api, file: TextIO, idempotency_key: str | None, documents: tuple[str, ...]) -> None:
    """Submit the case in FILE (JSON, - for standard input) and print its id."""
    try:
        body = json.load(file)
    except ValueError as error:
        raise click.BadParameter(f"{file.name} is not JSON: {error}", param_hint="FILE") from error
    for one in documents:
        body.setdefault("documents", []).append(_uploaded(api, one))
    click.echo(api.post("/v1/cases", body, idempotency_key)["id"])


def _uploaded(api: Api, wanted: str) -> dict[str, str]:
    kind, separator, name = wanted.partition("=")
    path = Path(name)
    if not separator or not path.is_file():
        raise click.BadParameter(f"{wanted}: give KIND=PATH of a file that exists", param_hint="--document")
    media_type = _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    return {"id": api.upload(path.read_bytes(), media_type)["id"], "kind": kind}


@cases.command()
@click.argument("case")
@click.pass_obj
def show(api: Api, case: str) -> None:
    """Show a case: for people on a terminal, as JSON otherwise."""
    found = api.get(f"/v1/cases/{case}")
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    table = Table(title=f"{found.get('number', '')} {found['reference']}", title_justify="left")
    for column in ("step", "state", "done"):
        table.add_column(column)
    for name, step in found.get("steps", {}).items():
        table.add_row(name, step["state"], step["done_at"] or "")
    console = Console()
    console.print(f"{found['id']}  {found['type']}  [bold]{found['status']}[/bold]")
    console.print(table)
    for wish in found.get("wanted_en", ()):
        console.print(f"[yellow]{wish}[/yellow]")


@cases.command()
@click.argument("case")
@click.option("--from-now", is_flag=True, help="Leave out what was told before.")
@click.pass_obj
def watch(api: Api, case: str, from_now: bool) -> None:
    """Show what is told of a case as it comes, until it has ended. Exit code 0 when it is closed, 1 when it is refused
    or cancelled."""
    last = api.get("/v1/events", {"limit": 1})["items"]
    begun = last[0]["id"] if last else ""
    known = api.get(f"/v1/cases/{case}")
    if not from_now:
        for event in api.pages("/v1/events", {"case": case, "order": "oldest"}):
            _say(event)
            begun = event["id"]
    if known["status"] in _STATUS_OF:
        sys.exit(_STATUS_OF[known["status"]])
    for event in events(api, {"case": case}, begun):
        _say(event)
        if event["type"] in _FINAL:
            sys.exit(_FINAL[event["type"]])


def _say(event: dict[str, Any]) -> None:
    if not on_terminal():
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    data = event["data"]
    words = [data.get(name) for name in ("step", "waits_for", "reason", "detail")]
    words += list(data.get("details", {}).values()) + list(data.get("wanted_en", ()))
    Console().print(
        f"[dim]{event['timestamp']}[/dim] [bold]{event['type'].removeprefix('case.')}[/bold] "
        + " ".join(str(word) for word in words if word),
        highlight=False,
    )


@cases.command()
@click.option("--format", "form", type=click.Choice(["csv", "ndjson"]), default="csv", show_default=True)
@click.option("--status", help="Only cases in this status.")
@click.option("--type", "kind", help="Only cases of this type.")
@click.option(
    "--output", type=click.File("w", encoding="utf-8"), default="-", help="A file; else the screen."
)
@click.pass_obj
def export(api: Api, form: str, status: str | None, kind: str | None, output: TextIO) -> None:
    """Write all cases, newest first, as CSV or as one JSON object a line."""
    found = api.pages("/v1/cases", {"status": status, "type": kind})
    if form == "ndjson":
        for case in found:
            output.write(json.dumps(case, ensure_ascii=False) + "\n")
        return
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for case in found:
        writer.writerow([_safe(case.get(column)) for column in COLUMNS])


def _safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
