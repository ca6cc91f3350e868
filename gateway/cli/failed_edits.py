"""`coulisse failed`: messages repaired: tried out, edited by one person and approved by another."""

import json
import time
from pathlib import Path
from typing import Any

import click

from gateway.cli import failed_showing as showing
from gateway.cli.api import AWAY, Api, ApiError

_PAUSE = 0.2
_PATIENCE = 30.0


@click.command("dry-run")
@click.argument("id")
@click.option("--edit", help="Try the body that this edit proposes.")
@click.pass_obj
def dry_run(api: Api, id: str, edit: str | None) -> None:
    """Show what would happen if the message were handled now. Its own service decides; nothing is changed.

    Exit code 1 when it would fail again."""
    wish = {"edit": edit} if edit else {}
    address = api.order(f"/v1/operations/failures/{id}/dry-runs", wish)["resource"]
    found = _until(api, address, lambda one: one["result"] is not None)
    showing.dry_run(found)
    if found["result"]["outcome"] in ("waits", "fails"):
        raise SystemExit(1)


@click.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why, without names of persons.")
@click.option(
    "--set",
    "places",
    multiple=True,
    metavar="POINTER=JSON",
    help="Such as /data/lines/0/quantity=3 or /data/warehouse='\"lyon\"'; may be repeated.",
)
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The whole message."
)
@click.pass_obj
def edit(api: Api, id: str, reason: str, places: tuple[str, ...], file: Path | None) -> None:
    """Propose another body; without --set and --file, in your editor. Somebody else approves it."""
    message = _edited(api.get(f"/v1/operations/failures/{id}"), places, file)
    done = api.order(f"/v1/operations/failures/{id}/edits", {"message": message, "reason": reason})
    showing.edit(api.get(done["resource"]))


@click.command()
@click.option("--state", type=click.Choice(["proposed", "approved", "rejected", "sent", "outdated"]))
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.pass_obj
def edits(api: Api, state: str | None, limit: int) -> None:
    """Show the edits that were proposed, newest first."""
    for one in api.some("/v1/operations/edits", {"state": state}, limit):
        showing.edit(one)


@click.command()
@click.argument("edit")
@click.option("--note", help="Why, without names of persons.")
@click.pass_obj
def approve(api: Api, edit: str, note: str | None) -> None:
    """Approve an edit of somebody else: the message is retried with it."""
    _decide(api, edit, "approve", note)


@click.command()
@click.argument("edit")
@click.option("--note", help="Why, without names of persons.")
@click.pass_obj
def reject(api: Api, edit: str, note: str | None) -> None:
    """Reject an edit."""
    _decide(api, edit, "reject", note)


def _decide(api: Api, edit: str, decision: str, note: str | None) -> None:
    body = {"decision": decision} | ({"note": note} if note else {})
    done = api.order(f"/v1/operations/edits/{edit}/decision", body)
    showing.edit(_until(api, done["resource"], lambda one: one["state"] != "approved"))


def _until(api: Api, address: str, holds: Any) -> dict[str, Any]:
    until = time.monotonic() + _PATIENCE
    while not holds(found := api.get(address)):
        if time.monotonic() > until:
            raise ApiError(f"its service has not answered yet: read {address}", AWAY)
        time.sleep(_PAUSE)
    return found


def _edited(failure: dict[str, Any], places: tuple[str, ...], file: Path | None) -> Any:
    if file is not None:
        return _read(file.read_text(encoding="utf-8"), "--file")
    if not places:
        text = json.dumps(_read(failure["body"], "ID"), indent=2, ensure_ascii=False)
        changed = click.edit(text, extension=".json")
        if changed is None:
            raise click.ClickException("nothing was saved, so nothing is proposed")
        return _read(changed, "the editor's text")
    message = _read(failure["body"], "ID")
    for place in places:
        pointer, equals, value = place.partition("=")
        if not equals:
            raise click.BadParameter(f"{place}: write POINTER=JSON", param_hint="--set")
        _put(message, pointer, _read(value, "--set"))
    return message


def _read(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this is not JSON: {error}", param_hint=where) from error


def _put(message: Any, pointer: str, value: Any) -> None:
    """RFC 6901."""
    names = [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]
    try:
        here = message
        for name in names[:-1]:
            here = here[int(name)] if isinstance(here, list) else here[name]
        last = int(names[-1]) if isinstance(here, list) else names[-1]
        here[last] = value
    except (KeyError, IndexError, ValueError, TypeError):
        raise click.BadParameter(f"{pointer} leads nowhere in this message", param_hint="--set") from None
