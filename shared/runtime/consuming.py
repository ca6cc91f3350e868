"""Consuming a service's queues: deliveries wait here, by lane, until the engine takes a batch of them."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel

from shared.contracts.message import LANES, Lane
from shared.runtime.link import Link
from shared.runtime.publishing import ATTEMPT_HEADER

log = structlog.get_logger(__name__)

PREFETCH = 300
_MOST_ATTEMPT = 1_000
_ORDER: tuple[Lane | None, ...] = (None, *LANES)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the broker handed over. `epoch` tells the channel it came from: an acknowledgement on another one would
    be skipped or hit a stranger."""

    tag: int
    epoch: int
    queue: str
    lane: Lane | None
    body: bytes
    redelivered: bool
    attempt: int
    message_id: str
    headers: dict[str, str]


class ConsumingLink:
    """Attaches to queues and holds deliveries. Not thread-safe: call on the loop's thread."""

    def __init__(
        self, loop: IOLoop, amqp_url: str, name: str, queues: Sequence[str], on_delivery: Callable[[], None]
    ) -> None:
        self._link = Link(loop, amqp_url, f"{name} consuming", self._opened, self._lost)
        self._queues = tuple(queues)
        self._on_delivery = on_delivery
        self._attached: set[str] = set()
        self._waiting: dict[Lane | None, deque[Delivery]] = {}
        self._unacked: deque[int] = deque()
        self._done: set[int] = set()
        self._epoch = 0

    @property
    def ready(self) -> bool:
        """Consumers are attached to all queues: connected alone may be alive and deaf."""
        return len(self._attached) == len(self._queues)

    @property
    def closed(self) -> bool:
        return self._link.closed

    @property
    def waiting(self) -> int:
        return sum(len(deliveries) for deliveries in self._waiting.values())

    def open(self) -> None:
        self._link.open()

    def close(self) -> None:
        """End the connection; what is settled behind something unsettled is acknowledged by itself before."""
        channel = self._link.channel
        if channel is not None and channel.is_open:
            for tag in sorted(self._done):
                channel.basic_ack(tag)
        self._done.clear()
        self._link.close()

    def detach(self) -> None:
        """Take no more deliveries, and drop those that nobody has taken: the broker gives them to others."""
        channel = self._link.channel
        if channel is not None and channel.is_open:
            for tag in self._attached:
                channel.basic_cancel(tag)
        self._attached.clear()
        self._waiting.clear()

    def renew(self) -> None:
        """Drop everything taken or waiting and have the broker deliver it again, by way of a new connection."""
        self._close_channel()
        self._waiting.clear()

    def holds(self, delivery: Delivery) -> bool:
        """Whether it can still be acknowledged; otherwise the broker delivers it again."""
        return delivery.epoch == self._epoch

    def take(self, most: int, most_bytes: int) -> list[Delivery]:
        """The next deliveries, urgent ones first; dead-lettered ones (lane None) with them."""
        taken: list[Delivery] = []
        size = 0
        for lane in _ORDER:
            waiting = self._waiting.get(lane)
            while waiting and len(taken) < most and size < most_bytes:
                delivery = waiting.popleft()
                size += len(delivery.body)
                taken.append(delivery)
        return taken

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Acknowledge what is settled, as far as everything before it is settled too (one frame for many)."""
        channel = self._link.channel
        self._done.update(d.tag for d in deliveries if d.epoch == self._epoch)
        last = 0
        while self._unacked and self._unacked[0] in self._done:
            last = self._unacked.popleft()
            self._done.discard(last)
        if last and channel is not None and channel.is_open:
            channel.basic_ack(last, multiple=True)

    def _opened(self, channel: Channel) -> None:
        self._epoch += 1
        channel.add_on_cancel_callback(self._cancelled)
        channel.basic_qos(prefetch_count=PREFETCH)
        for queue in self._queues:
            lane: Lane | None = next((lane for lane in LANES if f".{lane}." in queue), None)
            channel.basic_consume(
                queue,
                self._receiver(queue, lane),
                consumer_tag=f"{queue}@{self._epoch}",
                callback=lambda frame: self._attached.add(frame.method.consumer_tag),
            )

    def _receiver(self, queue: str, lane: Lane | None) -> Callable[[Channel, Any, Any, bytes], None]:
        def receive(_channel: Channel, method: Any, properties: Any, body: bytes) -> None:
            headers = properties.headers or {}
            attempt = headers.get(ATTEMPT_HEADER, 0)
            self._unacked.append(method.delivery_tag)
            self._waiting.setdefault(lane, deque()).append(
                Delivery(
                    tag=method.delivery_tag,
                    epoch=self._epoch,
                    queue=queue,
                    lane=lane,
                    body=body,
                    redelivered=method.redelivered,
                    attempt=_attempt(attempt),
                    message_id=_text(properties.message_id or "", 255),
                    headers={_text(k, 100): _text(v, 200) for k, v in list(headers.items())[:30]}
                    if headers
                    else {},
                )
            )
            self._on_delivery()

        return receive

    def _cancelled(self, frame: Any) -> None:
        """The broker took a consumer away (a queue was deleted): begin anew."""
        log.error("broker.consumer_cancelled", consumer=frame.method.consumer_tag)
        self._close_channel()

    def _close_channel(self) -> None:
        channel = self._link.channel
        if channel is not None and channel.is_open:
            channel.close()

    def _lost(self) -> None:
        # At once, not when the next channel opens: a settled delivery of the old one must not mark a tag of the new.
        self._epoch += 1
        self._attached.clear()
        self._waiting.clear()
        self._unacked.clear()
        self._done.clear()


def _attempt(value: object) -> int:
    """How often the ladder was climbed, as its header says; what is no sensible number counts as never, a huge one as
    often enough."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return 0
    return min(int(value), _MOST_ATTEMPT)


def _text(value: object, most: int) -> str:
    """A header's name or value as short text that any store takes."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text[:most].replace("\0", "\ufffd")
