"""`coulisse subscriptions` and `coulisse bounces`: who is told of events over which channel, and who cannot be."""

import json

import click

from gateway.cli.api import Api
from gateway.cli.tables import Shown, tell

_PACES = click.Choice(["each", "hourly", "daily"])


@click.group()
def subscriptions() -> None:
    """Say who is told of what: by webhook, mail or chat."""


@subscriptions.command("list")
@click.pass_obj
def list_subscriptions(api: Api) -> None:
    """List this client's subscriptions."""
    columns = ("id", "channel", "to", "events", "state", "reason")
    cells = ("id", "channel", _whom, _events, "state", "reason")
    tell(api.get("/v1/subscriptions")["items"], columns, cells, "Nobody is told of anything.")


@subscriptions.command()
@click.argument("subscription")
@click.pass_obj
def show(api: Api, subscription: str) -> None:
    """Show one, as JSON."""
    click.echo(json.dumps(api.get(f"/v1/subscriptions/{subscription}"), ensure_ascii=False, indent=2))


@subscriptions.command()
@click.argument("events", nargs=-1, required=True)
@click.option("--address", help="A fixed address.")
@click.option("--role", help="Or the role of the party of a case that is written to, such as buyer.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("--pace", type=_PACES, default="each", show_default=True, help="One by one, or as a digest.")
@click.pass_obj
def mail(
    api: Api, events: tuple[str, ...], *, address: str | None, role: str | None, language: str, pace: str
) -> None:
    """Have EVENTS told by mail, and print the id."""
    if (address is None) == (role is None):
        raise click.UsageError("give one of --address and --role")
    to = {"address": address} if address else {"role": role}
    preference = {"language": language, "pace": pace}
    body = {"channel": "mail", "to": to, "events": list(events), "preference": preference}
    click.echo(api.post("/v1/subscriptions", body)["id"])


@subscriptions.command()
@click.argument("url")
@click.argument("events", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["slack", "teams"]), required=True)
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.pass_obj
def chat(api: Api, url: str, events: tuple[str, ...], *, form: str, language: str) -> None:
    """Have EVENTS told in the chat whose incoming webhook is URL, and print the id."""
    body = {"channel": "chat", "url": url, "format": form, "events": list(events)}
    click.echo(api.post("/v1/subscriptions", body | {"preference": {"language": language}})["id"])


@subscriptions.command()
@click.argument("subscription")
@click.pass_obj
def ping(api: Api, subscription: str) -> None:
    """Have a test event sent."""
    api.order(f"/v1/subscriptions/{subscription}/ping", None)
    click.echo("a test event is on its way")


@subscriptions.command()
@click.argument("subscription")
@click.pass_obj
def enable(api: Api, subscription: str) -> None:
    """Tell it again, after it was paused, failed or bounced."""
    api.order(f"/v1/subscriptions/{subscription}/enable", None)
    click.echo(f"{subscription} is told again")


@subscriptions.command()
@click.argument("subscription")
@click.pass_obj
def remove(api: Api, subscription: str) -> None:
    """Tell it no more."""
    api.order(f"/v1/subscriptions/{subscription}", None, method="DELETE")
    click.echo(f"{subscription} is told no more")


@click.group()
def bounces() -> None:
    """Addresses of parties that take no mail."""


@bounces.command("list")
@click.pass_obj
def list_bounces(api: Api) -> None:
    """List them, the latest first, without the addresses."""
    columns = ("id", "case", "role", "status", "bounced", "allowed")
    cells = ("id", "case", "role", "status", "bounced_at", "allowed_at")
    tell(api.get("/v1/bounces")["items"], columns, cells, "No address bounced.")


@bounces.command()
@click.argument("bounce")
@click.pass_obj
def allow(api: Api, bounce: str) -> None:
    """Have the address tried again."""
    api.order(f"/v1/bounces/{bounce}/allow", None)
    click.echo(f"{bounce} is tried again")


@bounces.command()
@click.argument("message_id")
@click.argument("address")
@click.argument("status")
@click.pass_obj
def report(api: Api, message_id: str, address: str, status: str) -> None:
    """Report a mail that came back: its MESSAGE_ID, the ADDRESS, and the STATUS such as 5.1.1."""
    body = {"message_id": message_id, "address": address, "status": status}
    noted = api.order("/v1/bounces", body)["result"].get("noted") == "true"
    click.echo("the address is left alone from now on" if noted else "nothing was to be noted")


def _whom(item: Shown) -> str:
    to = item["to"] or {}
    return str(to.get("address") or to.get("role") or item["url"])


def _events(item: Shown) -> str:
    return ", ".join(item["events"])
