"""`coulisse failed`: messages that services gave up on: find, understand, retry, archive."""

import time
from typing import Any

import click

from gateway.cli import failed_showing as showing
from gateway.cli.api import Api, on_terminal
from gateway.cli.failed_edits import approve, dry_run, edit, edits, reject

STATES = click.Choice(["failed", "retried", "resolved", "archived"])
_note = click.option("--note", help="Why, without names of persons.")
_PAUSE = 0.3


@click.group()
def failed() -> None:
    """Failed messages. Start with `list`; then `show`, `dry-run`, `retry`, or `edit` and `approve`."""


@failed.command("list")
@click.option("--state", type=STATES, default="failed", show_default=True)
@click.option("--service", help="Only this service's.")
@click.option("--group", help="Only those of one cause, one by one.")
@click.option("--case", help="Only what is about this case.")
@click.option("--each", is_flag=True, help="Every message, not by cause.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.pass_obj
def list_failed(
    api: Api, state: str, service: str | None, group: str | None, case: str | None, each: bool, limit: int
) -> None:
    """Show what failed, by cause; with --group, --case or --each message by message."""
    query = {"state": state, "service": service}
    if group or case or each:
        found = api.some("/v1/operations/failures", query | {"group": group, "case": case}, limit)
        showing.failures(found)
    else:
        showing.groups(api.some("/v1/operations/failure-groups", query, limit))
    if on_terminal():
        showing.full_stores(api.get("/v1/operations/failed-stores")["items"])


@failed.command()
@click.argument("id")
@click.pass_obj
def show(api: Api, id: str) -> None:
    """Show one failed message: error, stack, history, body."""
    showing.failure(api.get(f"/v1/operations/failures/{id}"))


@failed.command()
@click.argument("ids", nargs=-1)
@click.option("--group", help="All of one cause that are failed now.")
@_note
@click.option("--no-wait", is_flag=True, help="Do not wait until they are handled.")
@click.pass_obj
def retry(api: Api, ids: tuple[str, ...], group: str | None, note: str | None, no_wait: bool) -> None:
    """Send failed messages back to where they failed. The set is fixed now: what fails later is not retried.

    Exit code 1 when some failed again. Ctrl-C ends the waiting only; `stop` stops the retry."""
    order = api.order("/v1/operations/retries", _chosen(ids, group, note))["resource"]
    found = api.get(order)
    while not no_wait and (found["state"] in ("running", "stopping") or found["under_way"]):
        showing.progress(found)
        time.sleep(_PAUSE)
        found = api.get(order)
    showing.order(found)
    if found["failed_again"]:
        raise SystemExit(1)


@failed.command()
@click.argument("retry")
@click.pass_obj
def stop(api: Api, retry: str) -> None:
    """Send back no more of a retry."""
    api.order(f"/v1/operations/retries/{retry}/stop", None)
    showing.order(api.get(f"/v1/operations/retries/{retry}"))


@failed.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.pass_obj
def retries(api: Api, limit: int) -> None:
    """Show the retries that were ordered, newest first."""
    showing.orders(api.some("/v1/operations/retries", {}, limit))


@failed.command()
@click.argument("ids", nargs=-1)
@click.option("--group", help="All of one cause that are failed now.")
@_note
@click.pass_obj
def archive(api: Api, ids: tuple[str, ...], group: str | None, note: str | None) -> None:
    """Put failed messages out of sight; they are forgotten after 90 days."""
    _mark(api, "archive", _chosen(ids, group, note))


@failed.command()
@click.argument("ids", nargs=-1)
@click.option("--group", help="All of one cause that are archived now.")
@_note
@click.pass_obj
def restore(api: Api, ids: tuple[str, ...], group: str | None, note: str | None) -> None:
    """Bring archived messages back."""
    _mark(api, "restore", _chosen(ids, group, note) | ({"state": "archived"} if group else {}))


@failed.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--text", required=True, help="Without names of persons.")
@click.pass_obj
def note(api: Api, ids: tuple[str, ...], text: str) -> None:
    """Note something about failed messages."""
    _mark(api, "note", _chosen(ids, None, text))


@failed.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.pass_obj
def audit(api: Api, limit: int) -> None:
    """Show who ordered what, newest first."""
    showing.audit(api.some("/v1/operations/audit", {}, limit))


def _mark(api: Api, deed: str, body: dict[str, Any]) -> None:
    api.order("/v1/operations/failure-marks", {"deed": deed, **body})
    click.echo("ordered")


def _chosen(ids: tuple[str, ...], group: str | None, note: str | None) -> dict[str, Any]:
    if bool(ids) == bool(group):
        raise click.UsageError("name ids, or --group")
    chosen: dict[str, Any] = {"failures": list(ids)} if ids else {"group": group}
    return chosen | ({"note": note} if note else {})


for command in (dry_run, edit, edits, approve, reject):
    failed.add_command(command)
