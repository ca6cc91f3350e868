"""The tests' own seat at the broker and database: sends to the counting service and reads what it told."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pika
import pika.exceptions

from infra.local.stack import LocalStack
from shared.contracts.codec import CONTENT_TYPE, Decoded, decode, outgoing
from shared.contracts.message import Lane, Message
from shared.contracts.stock import ReserveStock
from shared.contracts.topology import EXCHANGE, LADDER_SECONDS, queues_of, rung_exchange
from shared.contracts.values import StockLine
from shared.persistence.mongo import connect


def reserve(number: int, article: str = "plain", warehouse: str = "main") -> ReserveStock:
    return ReserveStock(
        case=f"case_{number:04d}",
        step="reserve",
        warehouse=warehouse,
        lines=(StockLine(article=article, quantity=1),),
    )


class Desk:
    """Close it at the end."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._connect()
        self._mongo = connect(stack.mongodb_admin_url, patience=30)
        self.database = self._mongo["coulisse_logistics"]

    def _connect(self) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(self._stack.amqp_admin_url))
        self._channel = self._connection.channel()
        self._confirming = self._connection.channel()
        self._confirming.confirm_delivery()
        self._told: list[Decoded] = []
        self._listening = self._connection.channel()
        self._listen()

    def reconnect(self) -> None:
        """After the broker was away."""
        with suppress(pika.exceptions.AMQPError):
            self._connection.close()
        self._connect()

    def close(self) -> None:
        self._mongo.close()
        with suppress(pika.exceptions.AMQPError):
            self._connection.close()

    def empty(self) -> None:
        """Forget everything that was sent and stored before."""
        for queue in (*queues_of("logistics"), *queues_of("intake"), *map(rung_exchange, LADDER_SECONDS)):
            self._channel.queue_purge(queue)
        self.told()
        for name in self.database.list_collection_names():
            if name != "leases":
                self.database[name].delete_many({})

    def send(
        self,
        messages: Sequence[Message],
        lane: Lane = "normal",
        ids: Sequence[str] | None = None,
        headers: dict[str, Any] | None = None,
    ) -> list[str]:
        """Send all of them, and return their ids once the broker has them."""
        sent = []
        for place, message in enumerate(messages):
            now = datetime.now(UTC)
            id = ids[place] if ids else uuid4().hex
            source = message.definition.senders[0]
            row = outgoing(message, source=source, tenant="acme", lane=lane, now=now, id=id)
            self._publish(self._channel, row.body, row.routing_key, message_id=row.id, headers=headers)
            sent.append(row.id)
        self._channel.exchange_declare(EXCHANGE, passive=True)
        return sent

    def send_raw(self, body: bytes, routing_key: str, **properties: Any) -> None:
        """Send anything; returns when the broker has it."""
        self._publish(self._confirming, body, routing_key, **properties)

    def _publish(self, channel: Any, body: bytes, routing_key: str, **properties: Any) -> None:
        channel.basic_publish(
            EXCHANGE,
            routing_key,
            body,
            pika.BasicProperties(**{"content_type": CONTENT_TYPE, "delivery_mode": 2, **properties}),
            mandatory=True,
        )

    def told(self) -> list[Decoded]:
        """Everything told to intake since the last call; a message may come twice, under the same id."""
        self._connection.process_data_events(time_limit=0.05)
        found, self._told = self._told, []
        return found

    def _listen(self) -> None:
        """Single active consumers are the only way to read these queues: basic.get is refused."""

        def receive(channel: Any, method: Any, _properties: Any, body: bytes) -> None:
            self._told.append(decode(body))
            channel.basic_ack(method.delivery_tag)

        for queue in queues_of("intake"):
            self._listening.basic_consume(queue, receive)

    def tally(self, id: str = "acme/main") -> dict[str, Any]:
        return self.database.tallies.find_one({"_id": id}) or {"count": 0, "effects_done": 0}

    def counted(self) -> int:
        count: int = self.tally()["count"]
        return count

    def failed(self) -> list[dict[str, Any]]:
        return list(self.database.failed.find())

    def depth(self, queue: str) -> int:
        depth: int = self._channel.queue_declare(queue, passive=True).method.message_count
        return depth

    def waiting(self) -> int:
        """Messages for the service that nobody has taken yet."""
        return sum(self.depth(queue) for queue in queues_of("logistics"))

    def on_the_ladder(self) -> int:
        return sum(self.depth(rung_exchange(seconds)) for seconds in LADDER_SECONDS)
