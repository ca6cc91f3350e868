"""`coulisse tenants`: the organisations that hold keys."""

from datetime import UTC, datetime

import click

from gateway.access import api_keys
from gateway.access.scopes import ROLES
from gateway.house import DATABASE
from shared.persistence.mongo import connect

_mongodb = click.option(
    "--mongodb-url",
    envvar="MONGODB_URL",
    required=True,
    help="Account that may write the gateway's database.",
)


@click.group()
def tenants() -> None:
    """Organisations. One exists as soon as it has a key."""


@tenants.command("list")
@_mongodb
def list_tenants(mongodb_url: str) -> None:
    """Show organisations with the number of their valid keys."""
    with connect(mongodb_url, name="coulisse-cli") as mongo:
        found = mongo[DATABASE][api_keys.COLLECTION].aggregate(
            [
                {"$match": {"revoked_at": None}},
                {"$group": {"_id": "$tenant", "keys": {"$sum": 1}}},
                {"$sort": {"_id": 1}},
            ]
        )
        for one in found:
            click.echo(f"{one['_id']}\t{one['keys']}")


@tenants.command()
@_mongodb
@click.argument("tenant")
@click.option("--client", default="admin", show_default=True, help="Who holds its first key.")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="integrator", show_default=True)
def create(mongodb_url: str, tenant: str, client: str, role: str) -> None:
    """Make an organisation with a first key, and print the key: it cannot be shown again."""
    for name, value in (("TENANT", tenant), ("--client", client)):
        if not api_keys.NAME.fullmatch(value):
            raise click.BadParameter(
                "letters, digits, dots, dashes and underscores; at most 64", param_hint=name
            )
    with connect(mongodb_url, name="coulisse-cli") as mongo:
        known = mongo[DATABASE][api_keys.COLLECTION].find_one({"tenant": tenant, "revoked_at": None})
        if known is not None:
            raise click.ClickException(
                f"{tenant} has keys already: make a further one with `coulisse keys create`"
            )
        key = api_keys.create(
            mongo[DATABASE],
            tenant=tenant,
            client=client,
            role=role,
            scopes=ROLES[role],
            now=datetime.now(UTC),
        )
    click.echo(key)
