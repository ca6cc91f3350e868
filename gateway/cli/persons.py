"""`coulisse persons`: what is held of somebody who asks, and erasing it."""

import json

import click

from gateway.cli.api import Api
from gateway.cli.tables import Cell, Shown, tell


@click.group()
def persons() -> None:
    """Tell persons and companies what is held of them, and erase it when they may ask for that.

    Each case has persons of its own: whoever bought three times is held three times.
    """


@persons.command()
@click.option("--email")
@click.option("--name")
@click.option("--vat-number")
@click.option("--siren")
@click.option("--siret")
@click.pass_obj
def find(api: Api, /, **said: str | None) -> None:
    """Find all that is held of somebody, by what they say of themselves: all of it has to fit."""
    party = {key: value for key, value in said.items() if value}
    if not party:
        raise click.UsageError("say who: --email, --name, --vat-number, --siren or --siret")
    found: list[Shown] = []
    body = {"party": party, "limit": 100}
    while True:
        page = api.post("/v1/persons/search", body)
        found += page["items"]
        if page["next_cursor"] is None:
            break
        body["cursor"] = page["next_cursor"]
    columns = ("id", "case", "role", "name", "email")
    cells = ("id", "case", *(_of_data(key) for key in ("role", "name", "email")))
    tell(found, columns, cells, "Nothing is held of such a person.")


@persons.command()
@click.argument("person")
@click.pass_obj
def show(api: Api, person: str) -> None:
    """Show all that is held of one, as JSON."""
    click.echo(json.dumps(api.get(f"/v1/persons/{person}"), ensure_ascii=False, indent=2))


@persons.command()
@click.argument("persons", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(api: Api, persons: tuple[str, ...], *, yes: bool) -> None:
    """Erase PERSONS of cases that have ended, for good; what an invoice has to say stays as long as the invoice."""
    if not yes:
        click.confirm(f"Erase {len(persons)} for good?", abort=True, err=True)
    for person in persons:
        left = api.delete(f"/v1/persons/{person}")
        kept = f"; kept until {left['kept_until'][:10]} for its invoices" if left["kept_until"] else ""
        click.echo(f"{person} is erased{kept}")


def _of_data(key: str) -> Cell:
    return lambda item: (item["data"] or {}).get(key)
