"""What lies in the broker: whether its queues are empty, and what climbs the ladder of delays."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pika
from pika.adapters.blocking_connection import BlockingChannel

from infra.backup.errors import BackupError
from infra.broker.management import ManagementApi
from shared.contracts.codec import CONTENT_TYPE
from shared.contracts.topology import LADDER_SECONDS, RETURN_EXCHANGE, rung_exchange, topology
from shared.runtime.addresses import addresses

RUNGS = tuple(rung_exchange(seconds) for seconds in LADDER_SECONDS)
_MOST_CLIMBING = 100_000


def depths(management_url: str, vhost: str) -> dict[str, int]:
    """Messages of every queue that is not empty, taken ones included, by the broker's statistics, up to five seconds
    old.

    management_url carries credentials of a user with the tag `monitoring`. Raises OSError.
    """
    found: list[dict[str, Any]] = ManagementApi(management_url).get(
        f"queues/{quote(vhost, safe='')}?columns=name,messages"
    )
    known = {queue.name for queue in topology().queues}
    return {q["name"]: q["messages"] for q in found if q["name"] in known and q.get("messages", 0)}


def ready(amqp_url: str) -> dict[str, int]:
    """Messages that nobody has taken yet, of every queue that has some, at this moment."""
    with pika.BlockingConnection(addresses(amqp_url, "coulisse backup")) as connection:
        channel = connection.channel()
        counted = {
            queue.name: channel.queue_declare(queue.name, passive=True).method.message_count
            for queue in topology().queues
        }
    return {name: count for name, count in counted.items() if count}


@contextmanager
def climbing(amqp_url: str) -> Iterator[list[dict[str, Any]]]:
    """The messages that wait on the ladder, held for as long as this lasts and given back afterwards: while they are
    held none of them falls due. Each with `queue`, where it goes back to, `body`, `headers` and `message_id`."""
    where = addresses(amqp_url, "coulisse backup")
    for address in where:
        address.heartbeat = 0  # nobody attends to this connection while its messages are held
    with pika.BlockingConnection(where) as connection:
        channel = connection.channel()
        # Closing the connection gives them back.
        yield [message for rung in RUNGS for message in _taken(channel, rung)]


def _taken(channel: BlockingChannel, rung: str) -> Iterator[dict[str, Any]]:
    for _ in range(_MOST_CLIMBING):
        method, properties, body = channel.basic_get(rung)
        if method is None or properties is None:
            return
        yield {
            "queue": method.routing_key,
            "body": body,
            "headers": {
                name: value for name, value in (properties.headers or {}).items() if not name.startswith("x-")
            },
            "message_id": properties.message_id or "",
        }
    raise BackupError(f"more than {_MOST_CLIMBING} messages wait on {rung}: see what fails first")


def send_back(amqp_url: str, messages: list[dict[str, Any]]) -> None:
    """Messages that waited on the ladder go to their queues at once. Raises pika's UnroutableError."""
    with pika.BlockingConnection(addresses(amqp_url, "coulisse restore")) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for message in messages:
            properties = pika.BasicProperties(
                content_type=CONTENT_TYPE,
                delivery_mode=2,
                message_id=message["message_id"],
                headers=message["headers"] or None,
            )
            channel.basic_publish(
                RETURN_EXCHANGE, message["queue"], message["body"], properties, mandatory=True
            )
