"""`coulisse templates`: the words in which people are told of events."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.cli.api import Api, on_terminal
from gateway.cli.tables import tell

PARTS = ("subject", "text", "html", "chat")
_LANGUAGE = click.Choice(["en", "fr"])


@click.group()
def templates() -> None:
    """Read, try and set the words in which people are told of events, by mail and chat.

    NAME is a type of event (case.closed), `default` for all others, or `digest`.
    """


@templates.command("list")
@click.pass_obj
def list_templates(api: Api) -> None:
    """List the organisation's own templates."""
    cells = ("name", "language", lambda item: ", ".join(item["parts"]))
    tell(
        api.get("/v1/templates")["items"],
        ("name", "language", "own parts"),
        cells,
        "All words are the house's.",
    )


@templates.command()
@click.argument("name")
@click.argument("language", type=_LANGUAGE)
@click.pass_obj
def show(api: Api, name: str, language: str) -> None:
    """Show a template: the organisation's own parts, and the house's for what it leaves out."""
    found = api.get(f"/v1/templates/{name}/{language}")
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for part in PARTS:
        own = found["own"][part]
        _say(part, own or found["house"][part] or "", "its own" if own else "the house's")


@templates.command()
@click.argument("name")
@click.argument("language", type=_LANGUAGE)
@click.option("--case", help="With what was told of this case; else with made-up values.")
@click.option("--part", "files", multiple=True, metavar="PART=PATH", help="Words that are not set yet.")
@click.pass_obj
def preview(api: Api, name: str, language: str, case: str | None, files: tuple[str, ...]) -> None:
    """See a message as it would be told."""
    body: dict[str, Any] = _read(files) | ({"case": case} if case else {})
    found = api.post(f"/v1/templates/{name}/{language}/preview", body)
    if not on_terminal():
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for part in ("subject", "text", "html", "slack", "teams"):
        _say(
            part, found[part], "the house's: its own fails on these values" if part in found["unfit"] else ""
        )


@templates.command("set")
@click.argument("name")
@click.argument("language", type=_LANGUAGE)
@click.option("--part", "files", multiple=True, required=True, metavar="PART=PATH", help="May be repeated.")
@click.pass_obj
def set_template(api: Api, name: str, language: str, files: tuple[str, ...]) -> None:
    """Set the organisation's own words; parts are subject, text, html and chat. What is left out is the house's."""
    api.order(f"/v1/templates/{name}/{language}", _read(files), method="PUT")
    click.echo(f"{name} in {language} is set")


@templates.command()
@click.argument("name")
@click.argument("language", type=_LANGUAGE)
@click.pass_obj
def remove(api: Api, name: str, language: str) -> None:
    """Go back to the house's words."""
    api.order(f"/v1/templates/{name}/{language}", None, method="DELETE")
    click.echo(f"{name} in {language} is the house's again")


def _read(files: tuple[str, ...]) -> dict[str, str]:
    """By part. A subject's last line break is none of its words."""
    found = {}
    for one in files:
        part, separator, name = one.partition("=")
        path = Path(name)
        if not separator or part not in PARTS or not path.is_file():
            known = ", ".join(PARTS)
            raise click.BadParameter(f"{one}: give one of {known}, =, and a file that exists")
        text = path.read_text(encoding="utf-8")
        found[part] = text.rstrip("\n") if part == "subject" else text
    return found


def _say(part: str, words: str, whose: str) -> None:
    console = Console()
    console.print(f"[bold]{part}[/bold]  {whose}")
    console.print(words, markup=False)
