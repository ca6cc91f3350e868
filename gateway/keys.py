"""`python -m gateway.keys`: make, list and revoke API keys."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from pymongo.database import Database

from gateway.access import api_keys
from gateway.access.callers import Budget, Mode
from gateway.access.scopes import HOUSE_SCOPES, ROLES, SCOPES
from gateway.house import DATABASE
from shared.contracts.errors import SettingsError
from shared.contracts.house import HOUSE
from shared.persistence.mongo import connect
from shared.security.secret_files import read_secret_files

_mongodb = click.option(
    "--mongodb-url",
    envvar="MONGODB_URL",
    required=True,
    help="Account that may write the gateway's database.",
)


@contextmanager
def _database(url: str) -> Iterator[Database[dict[str, Any]]]:
    with connect(url, name="coulisse-keys") as mongo:
        yield mongo[DATABASE]


@click.group()
def main() -> None:
    """API keys of Coulisse."""
    try:
        read_secret_files(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


@main.command()
@_mongodb
@click.option(
    "--tenant",
    required=True,
    help="The organisation whose data the key opens; * for failed messages of all (role operator).",
)
@click.option("--client", required=True, help="The system or person that holds the key.")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="integrator", show_default=True)
@click.option("--mode", type=click.Choice(["live", "test"]), default="live", show_default=True)
@click.option("--reads-per-minute", type=click.IntRange(1), help="Instead of the gateway's budget.")
@click.option("--writes-per-minute", type=click.IntRange(1), help="Instead of the gateway's budget.")
@click.option(
    "--scopes",
    multiple=True,
    type=click.Choice(sorted(SCOPES)),
    help="Instead of the role's; may be repeated.",
)
def create(
    mongodb_url: str,
    tenant: str,
    client: str,
    role: str,
    mode: Mode,
    reads_per_minute: int | None,
    writes_per_minute: int | None,
    scopes: tuple[str, ...],
) -> None:
    """Make a key and print it: it cannot be shown again."""
    granted = frozenset(scopes or ROLES[role])
    for name, value in (("tenant", tenant), ("client", client)):
        if name == "tenant" and value == HOUSE:
            _check_house_key(granted, mode)
        elif not api_keys.NAME.fullmatch(value):
            raise click.BadParameter(
                "letters, digits, dots, dashes and underscores; at most 64", param_hint=name
            )
    with _database(mongodb_url) as database:
        key = api_keys.create(
            database,
            tenant=tenant,
            client=client,
            role=role,
            scopes=granted,
            now=datetime.now(UTC),
            mode=mode,
            budget=Budget(reads_per_minute, writes_per_minute),
        )
    click.echo(key)


def _check_house_key(scopes: frozenset[str], mode: Mode) -> None:
    if not scopes <= HOUSE_SCOPES or mode != "live":
        raise click.BadParameter(
            f"a key of the whole installation is for failed messages: role operator, live ({HOUSE} was asked for "
            f"{', '.join(sorted(scopes - HOUSE_SCOPES)) or mode})",
            param_hint="tenant",
        )


@main.command("list")
@_mongodb
@click.option("--tenant", help="Only this organisation's.")
@click.option("--limit", default=1000, show_default=True)
def list_keys(mongodb_url: str, tenant: str | None, limit: int) -> None:
    """Show keys: id, tenant, client, role, state, scopes."""
    with _database(mongodb_url) as database:
        keys = api_keys.list_all(database, tenant, limit)
    for key in keys:
        state = "revoked" if key["revoked_at"] else "valid"
        scopes = ",".join(key["scopes"])
        click.echo("\t".join((key["_id"], key["tenant"], key["client"], key["role"], state, scopes)))


@main.command()
@_mongodb
@click.argument("id")
def revoke(mongodb_url: str, id: str) -> None:
    """Refuse the key with this ID from now on (after a few seconds, for gateways that just let it in)."""
    with _database(mongodb_url) as database:
        revoked = api_keys.revoke(database, id, datetime.now(UTC))
    if not revoked:
        raise click.ClickException("there is no valid key with this id")
    click.echo(f"{id} revoked")


if __name__ == "__main__":
    main()
