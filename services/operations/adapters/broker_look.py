"""How deep the broker's queues are, asked by declaring them passively: every broker answers that to every account, with
or without a management plugin (https://www.rabbitmq.com/docs/access-control)."""

from dataclasses import dataclass

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingConnection

from shared.contracts.topology import topology
from shared.runtime.addresses import addresses

_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Look:
    """depths: messages that wait and consumers, by queue; missing: queues that the broker does not have."""

    reached: bool
    depths: dict[str, tuple[int, int]]
    missing: tuple[str, ...] = ()


def look(amqp_url: str) -> Look:
    """A broker that cannot be reached within seconds is told as such."""
    places = addresses(amqp_url, "operations look")
    for place in places:
        place.socket_timeout = _SECONDS
        place.stack_timeout = 2 * _SECONDS
        place.blocked_connection_timeout = 2 * _SECONDS
    try:
        connection = BlockingConnection(places)
        try:
            return _asked(connection)
        finally:
            if connection.is_open:
                connection.close()
    except (pika.exceptions.AMQPError, OSError):
        return Look(reached=False, depths={})


def _asked(connection: BlockingConnection) -> Look:
    channel = connection.channel()
    depths: dict[str, tuple[int, int]] = {}
    missing = []
    for queue in topology().queues:
        try:
            told = channel.queue_declare(queue.name, passive=True).method
        except pika.exceptions.ChannelClosedByBroker:
            missing.append(queue.name)
            channel = connection.channel()
            continue
        depths[queue.name] = (told.message_count, told.consumer_count)
    return Look(True, depths, tuple(missing))
