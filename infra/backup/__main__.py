"""`python -m infra.backup save FOLDER | check FOLDER | restore FOLDER | prune FOLDER | nightly FOLDER`; see README.md.

Reads MONGODB_ADMIN_URL, AMQP_ADMIN_URL and RABBITMQ_MANAGEMENT_URL (or the same names with _FILE).
"""

import base64
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote, urlsplit

import click
from pika.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from infra.backup.errors import BackupError
from infra.backup.manifest import Manifest, check_files, read_manifest
from infra.backup.pause import Broker
from infra.backup.pruning import prune
from infra.backup.restoring import restore
from infra.backup.saving import Wish, save
from shared.contracts.errors import CoulisseError, SettingsError
from shared.persistence.mongo import connect
from shared.security.secret_files import read_secret_files, secret_in

_folder = click.argument("folder", type=click.Path(path_type=Path))
_key = click.option(
    "--key-file", envvar="BACKUP_KEY_FILE", help="base64 of 32 random bytes: `openssl rand -base64 32`"
)


@click.group(help=__doc__)
def main() -> None:
    read_secret_files(os.environ)


@main.command("save")
@_folder
@_key
@click.option("--patience", default=120.0, show_default=True, help="seconds to wait for queues to run empty")
@click.option("--window", default=6 * 3600, show_default=True, help="seconds that reading may take")
def save_command(folder: Path, key_file: str | None, patience: float, window: int) -> None:
    """Write a backup into FOLDER, which must not exist."""
    with _database() as client:
        manifest = save(client, _broker(), Wish(folder, _key_in(key_file), patience, window))
    _tell("saved", manifest, folder)


@main.command("check")
@_folder
@_key
def check_command(folder: Path, key_file: str | None) -> None:
    """Say whether FOLDER is whole and unchanged."""
    manifest = read_manifest(folder, _key_in(key_file))
    check_files(folder, manifest)
    _tell("whole", manifest, folder)


@main.command("restore")
@_folder
@_key
def restore_command(folder: Path, key_file: str | None) -> None:
    """Put FOLDER back into an empty broker and empty databases, before anything else of Coulisse runs."""
    with _database() as client:
        manifest = restore(client, _broker(), folder, _key_in(key_file))
    _tell("restored", manifest, folder)


@main.command("prune")
@_folder
@click.option("--keep-days", default=30, show_default=True)
@click.option("--keep-least", default=7, show_default=True, help="however old they are")
def prune_command(folder: Path, keep_days: int, keep_least: int) -> None:
    """Remove backups in FOLDER that are older; and what was left by one that broke off."""
    for gone in prune(folder, keep_days, keep_least):
        click.echo(f"removed {gone}")


@main.command("nightly")
@_folder
@_key
@click.option("--keep-days", default=30, show_default=True)
@click.option("--keep-least", default=7, show_default=True, help="however old they are")
@click.option("--patience", default=600.0, show_default=True, help="seconds to wait for queues to run empty")
def nightly_command(
    folder: Path, key_file: str | None, keep_days: int, keep_least: int, patience: float
) -> None:
    """Write a backup into FOLDER, named after the instant, and remove those that are too old."""
    target = folder / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    with _database() as client:
        manifest = save(client, _broker(), Wish(target, _key_in(key_file), patience))
    _tell("saved", manifest, target)
    for gone in prune(folder, keep_days, keep_least):
        click.echo(f"removed {gone}")


def _database() -> MongoClient[dict[str, Any]]:
    return connect(_setting("MONGODB_ADMIN_URL"), name="coulisse backup", patience=15)


def _broker() -> Broker:
    amqp = _setting("AMQP_ADMIN_URL")
    vhost = unquote(urlsplit(amqp).path.removeprefix("/")) or "/"
    return Broker(amqp, _setting("RABBITMQ_MANAGEMENT_URL"), vhost)


def _setting(name: str) -> str:
    if value := os.environ.get(name):
        return value
    raise SettingsError(f"set {name}, or {name}_FILE")


def _key_in(path: str | None) -> bytes | None:
    if path is None:
        return None
    try:
        key = base64.b64decode(secret_in(path, "--key-file"), validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BackupError(f"{path}: no key (base64 of 32 random bytes)")
    return key


def _tell(what: str, manifest: Manifest, folder: Path) -> None:
    count = sum(file.documents for file in manifest.files)
    size = sum(file.size for file in manifest.files)
    click.echo(f"{what}: {folder}, cut at {manifest.cut_at}, {count} documents, {size / 1e6:.1f} MB")


def run() -> int:
    """Exit status 0, or 1 with the reason in words."""
    try:
        main()
    except CoulisseError as error:
        sys.stderr.write(f"{error}\n")
    except (PyMongoError, AMQPError, URLError) as error:
        sys.stderr.write(
            f"the broker or the database does not answer as it should: {type(error).__name__}: {error}\n"
        )
    return 1


if __name__ == "__main__":
    sys.exit(run())
