"""`python -m infra.apply`: bring broker and database to what this version of the code expects.

Reads AMQP_ADMIN_URL and MONGODB_ADMIN_URL (or the same names with _FILE); safe to run again, and before every rollout.
With COULISSE_ACCOUNTS_DIR, a folder as `infra.accounts` describes it, every process's own account is made too, for
which RABBITMQ_MANAGEMENT_URL is needed. `python -m infra.apply --retire` deletes the accounts that processes had before
their addresses were rotated (`infra.rotate`), once nothing uses them any more. With MONGODB_REPLICA_SET_HOST
(`host:port`) a fresh mongod, reachable on loopback, first becomes a replica set of one under that name.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urlsplit

import pika.exceptions
from pymongo.errors import PyMongoError

from infra.accounts import accounts_in, names_of, scaling_account
from infra.broker.apply import apply_topology
from infra.broker.users import apply_broker_users, apply_scaling_user, retire_broker_users
from infra.database.apply import apply_all_indexes
from infra.database.replica_set import Administrator, become_primary
from infra.database.users import apply_database_users, retire_database_users
from infra.process_names import PROCESSES
from shared.contracts.errors import CoulisseError, SettingsError
from shared.persistence.mongo import connect
from shared.security.secret_files import read_secret_files

_MONGODB_PORT = 27017


def main(arguments: list[str]) -> int:
    """Exit status 0 when everything is as expected, 2 with the reason otherwise."""
    if arguments not in ([], ["--retire"]):
        sys.stderr.write("usage: python -m infra.apply [--retire]\n")
        return 2
    try:
        read_secret_files(os.environ)
        _check(os.environ, accounts=bool(arguments))
        (_retire if arguments else _apply)(os.environ)
    except (CoulisseError, PyMongoError, URLError, pika.exceptions.AMQPError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 2
    return 0


def _check(environ: Mapping[str, str], *, accounts: bool) -> None:
    wanted = ["AMQP_ADMIN_URL", "MONGODB_ADMIN_URL"]
    if accounts:
        wanted.append("COULISSE_ACCOUNTS_DIR")
    if accounts or environ.get("COULISSE_ACCOUNTS_DIR"):
        wanted.append("RABBITMQ_MANAGEMENT_URL")
    missing = [name for name in wanted if not environ.get(name)]
    if missing:
        raise SettingsError(f"set {' and '.join(missing)}")


def _retire(environ: Mapping[str, str]) -> None:
    """Delete the accounts of processes that no address names."""
    folder = Path(environ["COULISSE_ACCOUNTS_DIR"])
    gone = retire_broker_users(environ["RABBITMQ_MANAGEMENT_URL"], _unused(folder, "amqp"))
    gone += retire_database_users(environ["MONGODB_ADMIN_URL"], _unused(folder, "mongodb"))
    sys.stdout.write(f"accounts retired: {len(gone)}\n")


def _unused(folder: Path, server: str) -> set[str]:
    used = {account.user for account in accounts_in(folder, server).values()}
    return {name for process in PROCESSES for name in names_of(process)} - used


def _apply(environ: Mapping[str, str]) -> None:
    amqp, mongodb = environ["AMQP_ADMIN_URL"], environ["MONGODB_ADMIN_URL"]
    if host := environ.get("MONGODB_REPLICA_SET_HOST"):
        parts = urlsplit(mongodb)
        administrator = Administrator(unquote(parts.username or ""), unquote(parts.password or ""))
        become_primary(_MONGODB_PORT, host, administrator)
        sys.stdout.write("database: a replica set of one\n")
    if folder := environ.get("COULISSE_ACCOUNTS_DIR"):
        vhost = unquote(urlsplit(amqp).path.removeprefix("/")) or "/"
        management = environ["RABBITMQ_MANAGEMENT_URL"]
        apply_broker_users(management, vhost, accounts_in(Path(folder), "amqp"))
        if scaling := scaling_account(Path(folder)):
            apply_scaling_user(management, vhost, scaling)
        apply_database_users(mongodb, accounts_in(Path(folder), "mongodb"))
        sys.stdout.write("accounts: in place\n")
    applied = apply_topology(amqp)
    with connect(mongodb, name="coulisse set-up") as client:
        apply_all_indexes(client)
    sys.stdout.write(
        f"broker: {len(applied.queues)} queues, {len(applied.bindings)} bindings; indexes: in place\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
