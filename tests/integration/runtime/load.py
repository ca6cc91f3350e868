"""Steady traffic from a sender that keeps every promise: what the broker did not confirm is sent again."""

import threading
from datetime import UTC, datetime
from types import TracebackType
from uuid import uuid4

import pika
import pika.exceptions

from infra.local.stack import LocalStack
from shared.contracts.codec import CONTENT_TYPE, Decoded, OutgoingRow, outgoing
from shared.contracts.topology import EXCHANGE
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import wait_until

_PACE = 0.004


class Load:
    """Sends reservations from its own thread for as long as the `with` block lasts."""

    def __init__(self, stack: LocalStack) -> None:
        self._url = stack.amqp_admin_url
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._name = uuid4().hex[:24]
        self.sent = 0

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stopping.set()
        self._thread.join(60)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
                    channel = connection.channel()
                    channel.confirm_delivery()
                    while not self._stopping.wait(_PACE):
                        row = self._row(self.sent)
                        channel.basic_publish(
                            EXCHANGE, row.routing_key, row.body, _PROPERTIES, mandatory=True
                        )
                        self.sent += 1
            except (pika.exceptions.AMQPError, OSError):
                self._stopping.wait(0.2)

    def _row(self, number: int) -> OutgoingRow:
        now, id = datetime.now(UTC), f"{self._name}{number:08x}"
        return outgoing(reserve(number), source="intake", tenant="acme", lane="normal", now=now, id=id)


_PROPERTIES = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)


def wait_for_all(desk: Desk, count: int, within: float = 60) -> None:
    """Everything counted once, told once (by id), and nothing left anywhere."""
    told: dict[str, Decoded] = {}

    def everything_told() -> bool:
        told.update({decoded.envelope.id: decoded for decoded in desk.told()})
        return len(told) >= count

    wait_until(lambda: desk.counted() >= count, within, f"{count} counted")
    wait_until(everything_told, within, f"{count} told")
    wait_until(lambda: desk.database.outbox.count_documents({}) == 0, within, "the outbox empty")
    wait_until(lambda: desk.waiting() == 0, within, "the queues empty")
    assert desk.counted() == count
    assert desk.database.facts.count_documents({}) == count
    assert sorted(d.envelope.subject for d in told.values()) == [f"case_{n:04d}" for n in range(count)]
    assert desk.failed() == []
    assert desk.on_the_ladder() == 0
