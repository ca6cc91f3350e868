"""Declare the broker's exchanges, queues and bindings; doing it again changes nothing."""

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingChannel

from shared.contracts.errors import CoulisseError
from shared.contracts.topology import Queue, Topology, topology
from shared.runtime.addresses import addresses


class MismatchError(CoulisseError):
    """The broker has a queue or exchange of this name with other arguments; nothing was changed."""


def apply_topology(amqp_url: str) -> Topology:
    """Declare everything, and last the exchange whose name says that it is done. Raises MismatchError."""
    wanted = topology()
    connection = pika.BlockingConnection(addresses(amqp_url, "coulisse set-up"))
    try:
        channel = connection.channel()
        for exchange in wanted.exchanges:
            _declare_exchange(connection, exchange.name, exchange.type)
        for queue in wanted.queues:
            _declare_queue(connection, queue)
        for binding in wanted.bindings:
            channel.queue_bind(binding.queue, binding.exchange, binding.key)
        _declare_exchange(connection, wanted.fingerprint, "fanout")
    finally:
        connection.close()
    return wanted


def _declare_exchange(connection: pika.BlockingConnection, name: str, type_: str) -> None:
    channel: BlockingChannel = connection.channel()
    try:
        channel.exchange_declare(name, type_, durable=True)
        channel.close()
    except pika.exceptions.ChannelClosedByBroker as error:
        raise MismatchError(f"exchange {name}: {error.reply_text}") from error


def _declare_queue(connection: pika.BlockingConnection, queue: Queue) -> None:
    channel: BlockingChannel = connection.channel()
    try:
        channel.queue_declare(queue.name, durable=True, arguments=queue.arguments)
        channel.close()
    except pika.exceptions.ChannelClosedByBroker as error:
        raise MismatchError(
            f"queue {queue.name} exists with other arguments, and arguments cannot be changed: "
            f"drain and delete it, or give the new one another name ({error.reply_text})"
        ) from error
