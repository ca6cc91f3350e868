"""Steady good traffic for the counting service, and how long each message took to be handled and told of."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count

import pika
import pika.exceptions

from shared.contracts.codec import CONTENT_TYPE, decode, outgoing
from shared.contracts.errors import CoulisseError
from shared.contracts.topology import EXCHANGE, queues_of
from tests.integration.runtime.desk import reserve
from tests.support.processes import wait_until

_FIRST = 1_000_000
"""Cases of good traffic are told from hostile ones by their numbers."""
_PROPERTIES = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2)


class GoodTraffic:
    """Sends `pace` messages a second in each `with traffic.flowing(into)` block, and listens all the time. A context
    manager."""

    def __init__(self, amqp_url: str, pace: float) -> None:
        self._parameters = pika.URLParameters(amqp_url)
        self._pace = pace
        self._numbers = count(_FIRST)
        self._sent_at: dict[str, float] = {}
        self._phase: dict[str, list[float]] = {}
        self._told: set[str] = set()
        self._stopping = threading.Event()
        self._attached = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="listening", daemon=True)

    def __enter__(self) -> "GoodTraffic":
        self._listener.start()
        if not self._attached.wait(30):
            raise RuntimeError("nobody listens to what good messages lead to")
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._listener.join(10)

    @property
    def sent(self) -> int:
        return len(self._sent_at)

    def missing(self) -> set[str]:
        """Cases that nobody was told of yet."""
        return self._sent_at.keys() - self._told

    @contextmanager
    def flowing(self, into: list[float]) -> Iterator[None]:
        """Traffic for as long as the block lasts; what each message took, in seconds, is added to `into` when it is
        told of, which may be later. Waits at the end until all of the block's messages were."""
        ending = threading.Event()
        sender = threading.Thread(target=self._send, args=(into, ending), name="sending", daemon=True)
        sender.start()
        try:
            yield
        finally:
            ending.set()
            sender.join(30)
            wait_until(
                lambda: not self.missing(), 120, lambda: f"told of {len(self.missing())} good messages"
            )

    def _send(self, into: list[float], ending: threading.Event) -> None:
        with pika.BlockingConnection(self._parameters) as connection:
            channel = connection.channel()
            begun = time.monotonic()
            for turn in count():
                if ending.wait(max(0.0, begun + turn / self._pace - time.monotonic())):
                    return
                message = reserve(next(self._numbers))
                now = datetime.now(UTC)
                row = outgoing(
                    message, source="intake", tenant="acme", lane="normal", now=now, id=message.case
                )
                self._phase[message.case] = into
                self._sent_at[message.case] = time.monotonic()
                channel.basic_publish(EXCHANGE, row.routing_key, row.body, _PROPERTIES)

    def _listen(self) -> None:
        with pika.BlockingConnection(self._parameters) as connection:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=500)
            for queue in queues_of("intake"):
                channel.basic_consume(queue, self._receive)
            self._attached.set()
            while not self._stopping.is_set():
                connection.process_data_events(time_limit=0.1)

    def _receive(
        self, channel: "pika.channel.Channel", method: object, _properties: object, body: bytes
    ) -> None:
        came_at = time.monotonic()
        channel.basic_ack(method.delivery_tag)  # type: ignore[attr-defined]
        with suppress(CoulisseError):
            case = decode(body).envelope.subject
            sent_at = self._sent_at.get(case)
            if sent_at is not None and case not in self._told:
                self._told.add(case)
                self._phase[case].append(came_at - sent_at)
