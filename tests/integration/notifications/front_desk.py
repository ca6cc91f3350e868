"""The tests' own seat at the broker: speaks as intake and as the gateway to notifications."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pika

from infra.local.stack import LocalStack
from services.notifications.queries.deliveries import deliveries_of
from services.notifications.queries.subscriptions import subscriptions_of
from shared.contracts.codec import CONTENT_TYPE, outgoing
from shared.contracts.message import Message
from shared.contracts.topology import EXCHANGE
from shared.persistence.mongo import connect


class FrontDesk:
    """Sends for the tenant `acme` and reads what its client `shop` may read. Close it at the end."""

    def __init__(self, stack: LocalStack) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(stack.amqp_admin_url))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._mongo = connect(stack.mongodb_admin_url)
        self.database = self._mongo["coulisse_notifications"]

    def close(self) -> None:
        self._mongo.close()
        self._connection.close()

    def send(self, *messages: Message) -> None:
        for message in messages:
            row = outgoing(
                message,
                source=message.definition.senders[0],
                tenant="acme",
                lane="normal",
                now=datetime.now(UTC),
                id=uuid4().hex,
            )
            self._channel.basic_publish(
                EXCHANGE,
                row.routing_key,
                row.body,
                pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2, message_id=row.id),
                mandatory=True,
            )

    def subscriptions(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in subscriptions_of(self.database, "acme", "shop")}

    def deliveries(self, state: str | None = None) -> list[dict[str, Any]]:
        return deliveries_of(self.database, "acme", "shop", state=state)
