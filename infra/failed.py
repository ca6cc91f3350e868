"""`python -m infra.failed`: list, show and retry the messages that services gave up on.

Reads AMQP_ADMIN_URL and MONGODB_ADMIN_URL, or the local stack's own where they are not given. A retried message
goes back to the queue it failed in, under its old id; when it fails again it is the same entry, with one more failure.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pika
from pika.exceptions import AMQPError
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from rich.console import Console
from rich.table import Table

from infra.local.stack import LocalStack
from shared.contracts.catalogue import SERVICES
from shared.contracts.codec import CONTENT_TYPE
from shared.contracts.topology import RETURN_EXCHANGE
from shared.persistence.mongo import connect
from shared.runtime.addresses import addresses

Publish = Callable[[dict[str, Any]], None]


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Without a command: list."""
    if context.invoked_subcommand is None:
        context.invoke(list_failed)


@main.command("list")
@click.option("--service", type=click.Choice(SERVICES), help="only this service's")
def list_failed(service: str | None = None) -> None:
    """What failed, newest first, with its reason."""
    table = Table("service", "id", "message", "case", "error", "at", "failures", "failed at")
    with connect(_mongodb_url()) as client:
        for name, failed in _failed(client, service, None):
            table.add_row(
                name,
                failed["_id"],
                failed["type"],
                failed["subject"],
                f"{failed['error']}: {failed['reason'][:80]}",
                failed["place"],
                str(failed["failures"]),
                f"{failed['failed_at']:%Y-%m-%d %H:%M:%S}",
            )
    if table.row_count:
        Console().print(table)
        click.echo("Retry: make failed RETRY=<id> or RETRY=all. Details: make failed SHOW=<id>.")
    else:
        click.echo("No failed messages.")


@main.command()
@click.argument("id")
def show(id: str) -> None:
    """One failed message with its stack and body."""
    with connect(_mongodb_url()) as client:
        for name, failed in _failed(client, None, id):
            for field in (
                "type",
                "tenant",
                "subject",
                "queue",
                "error",
                "reason",
                "place",
                "failures",
                "attempts",
            ):
                click.echo(f"{field + ':':<12}{failed[field]}")
            click.echo(
                f"{'service:':<12}{name}\n\n{failed['stack']}\n{failed['body'].decode('utf-8', 'replace')}"
            )
            return
    raise click.ClickException(f"no failed message {id}: `make failed` lists them")


@main.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="all that is failed now")
def retry(ids: tuple[str, ...], everything: bool) -> None:
    """Send failed messages back to where they failed. The set is fixed now: what fails later is not retried."""
    if not ids and not everything:
        raise click.UsageError("name ids, or --all")
    with (
        connect(_mongodb_url()) as client,
        pika.BlockingConnection(addresses(_amqp_url(), "coulisse failed")) as connection,
    ):
        channel = connection.channel()
        channel.confirm_delivery()
        wanted: tuple[str | None, ...] = (None,) if everything else ids
        chosen = [failed for id in wanted for failed in _failed(client, None, id)]
        for name, failed in chosen:
            _send_back(channel, failed)
            client[f"coulisse_{name}"].failed.update_one(
                {"_id": failed["_id"], "failures": failed["failures"]},
                {"$set": {"state": "retried", "retried_at": datetime.now(UTC)}},
            )
    click.echo(f"{len(chosen)} sent back.")
    if len(chosen) < len(ids):
        raise click.ClickException(
            "some of the ids are not failed messages (any more): `make failed` lists them"
        )


def _failed(
    client: MongoClient[dict[str, Any]], service: str | None, id: str | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    match: dict[str, Any] = {"state": "failed", **({"_id": id} if id else {})}
    for name in (service,) if service else SERVICES:
        for failed in client[f"coulisse_{name}"].failed.find(match).sort("failed_at", -1).limit(1000):
            yield name, failed


def _send_back(channel: Any, failed: dict[str, Any]) -> None:
    """To the queue it failed in. Which one a dead-lettered message came from is not known: any queue of its service
    will do, since versions guard what partitions keep apart."""
    queue = failed["queue"].replace(".dead", ".normal.0")
    channel.basic_publish(
        RETURN_EXCHANGE,
        queue,
        failed["body"],
        pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2, message_id=failed["_id"]),
        mandatory=True,
    )


def _local() -> LocalStack:
    return LocalStack.from_environment(Path(__file__).resolve().parents[1] / ".local", os.environ)


def _mongodb_url() -> str:
    return os.environ.get("MONGODB_ADMIN_URL") or _local().mongodb_admin_url


def _amqp_url() -> str:
    return os.environ.get("AMQP_ADMIN_URL") or _local().amqp_admin_url


def run() -> None:
    """The command, with a word rather than a stack where the servers do not answer."""
    try:
        main()
    except (PyMongoError, AMQPError) as error:
        sys.exit(
            f"The broker or the database does not answer ({type(error).__name__}). `make up` starts them."
        )


if __name__ == "__main__":
    run()
