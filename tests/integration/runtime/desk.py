"""The tests' own seat at the broker and database: sends to the counting service and reads what it told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pika

from infra.local.stack import LocalStack
from shared.contracts.codec import CONTENT_TYPE, Decoded, decode, outgoing
from shared.contracts.message import LANES, PARTITIONS, Lane, Message
from shared.contracts.stock import ReserveStock
from shared.contracts.topology import EXCHANGE, queue_name
from shared.contracts.values import StockLine
from shared.persistence.mongo import connect


def reserve(number: int, article: str = "plain") -> ReserveStock:
    return ReserveStock(
        case=f"case_{number:04d}",
        step="reserve",
        warehouse="main",
        lines=(StockLine(article=article, quantity=1),),
    )


class Desk:
    """Close it at the end."""

    def __init__(self, stack: LocalStack) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_admin_url))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._told: list[Decoded] = []
        self._listen()
        self._mongo = connect(stack.mongodb_admin_url)
        self.database = self._mongo["coulisse_logistics"]

    def close(self) -> None:
        self._mongo.close()
        self._connection.close()

    def send(self, messages: Sequence[Message], lane: Lane = "normal") -> None:
        for place, message in enumerate(messages):
            now = datetime.now(UTC)
            id = f"{place:04d}".rjust(32, "0")
            row = outgoing(
                message, source=message.definition.senders[0], tenant="acme", lane=lane, now=now, id=id
            )
            self.send_raw(row.body, row.routing_key, message_id=row.id)

    def send_raw(self, body: bytes, routing_key: str, **properties: Any) -> None:
        self._channel.basic_publish(
            EXCHANGE,
            routing_key,
            body,
            pika.BasicProperties(**{"content_type": CONTENT_TYPE, "delivery_mode": 2, **properties}),
            mandatory=True,
        )

    def told(self) -> list[Decoded]:
        """Everything told to intake since the last call."""
        self._connection.process_data_events(time_limit=0.05)
        found, self._told = self._told, []
        return found

    def _listen(self) -> None:
        for lane in LANES:
            for partition in range(PARTITIONS):
                self._channel.basic_consume(
                    queue_name("intake", lane, partition),
                    lambda _channel, _method, _properties, body: self._told.append(decode(body)),
                    auto_ack=True,
                )

    def tally(self) -> dict[str, Any]:
        return self.database.tallies.find_one({"_id": "acme/main"}) or {"count": 0, "effects_done": 0}

    def depth(self, queue: str) -> int:
        depth: int = self._channel.queue_declare(queue, passive=True).method.message_count
        return depth
