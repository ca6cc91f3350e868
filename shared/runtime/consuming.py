"""Consuming a service's queues: deliveries wait here, by lane, until the engine takes a batch of them."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any
from uuid import uuid4

import structlog
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel

from shared.contracts.message import LANES, Lane
from shared.runtime.acknowledging import Acknowledging
from shared.runtime.delivery import Delivery, delivery
from shared.runtime.link import Link
from shared.runtime.prefetch import Prefetch

log = structlog.get_logger(__name__)

_ORDER: tuple[Lane | None, ...] = (None, *LANES)


class ConsumingLink:
    """Attaches to queues and holds deliveries. Not thread-safe: call on the loop's thread."""

    def __init__(
        self, loop: IOLoop, amqp_url: str, name: str, queues: Sequence[str], on_delivery: Callable[[], None]
    ) -> None:
        self._link = Link(loop, amqp_url, f"{name} consuming", self._opened, self._lost)
        self._queues = tuple(queues)
        self._on_delivery = on_delivery
        self._attached: dict[str, str] = {}
        self._leaving: deque[str] = deque()
        self._returning: set[str] = set()
        self._name, self._numbers = name, count(1)
        self._served: set[str] = set()
        self._waiting: dict[Lane | None, deque[Delivery]] = {}
        self._acknowledging: Acknowledging | None = None
        self._prefetch = Prefetch()
        self._epoch = 0
        self._attachment = ""

    @property
    def ready(self) -> bool:
        """Consumers are attached to all queues: connected alone may be alive and deaf."""
        return len({*self._attached, *self._leaving, *self._returning}) == len(self._queues)

    @property
    def attachment(self) -> str:
        """A name for the present attachment to all queues, another one after each loss; empty while there is none."""
        return self._attachment if self.ready else ""

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
        if self._acknowledging is not None:
            self._acknowledging.finish()
        self._link.close()

    def detach(self) -> None:
        """Take no more deliveries, and drop those that nobody has taken: the broker gives them to others."""
        channel = self._link.channel
        if channel is not None and channel.is_open:
            for tag in self._attached.values():
                channel.basic_cancel(tag)
        self._attached.clear()
        self._leaving.clear()
        self._returning.clear()
        self._waiting.clear()

    def leave(self, queues: Iterable[str]) -> None:
        """Let others be served from these queues: give back what nobody has taken, and attach again behind them."""
        idle = not self._leaving
        self._leaving += [queue for queue in queues if queue in self._attached and queue not in self._leaving]
        if idle:
            self._leave_next()

    def served(self) -> set[str]:
        """The queues that have delivered anything since this was asked last."""
        served, self._served = self._served, set()
        return served

    def renew(self) -> None:
        """Drop everything taken or waiting and have the broker deliver it again, by way of a new connection."""
        self._close_channel()
        self._waiting.clear()

    def holds(self, delivery: Delivery) -> bool:
        """Whether it can still be acknowledged; otherwise the broker delivers it again."""
        return delivery.epoch == self._epoch

    def take(self, most: int, most_bytes: int) -> list[Delivery]:
        """The next deliveries, dead-lettered ones (lane None) first. Urgent ones go alone: among others they would wait
        for those to be done."""
        taken: list[Delivery] = []
        size = 0
        for lane in _ORDER:
            waiting = self._waiting.get(lane)
            while waiting and len(taken) < most and size < most_bytes:
                delivery = waiting.popleft()
                size += len(delivery.body)
                taken.append(delivery)
            if lane == LANES[0] and taken:
                break
        return taken

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """These are settled; what came from a channel that is gone is skipped, the broker delivers it again."""
        if self._acknowledging is not None:
            self._acknowledging.settle(d.tag for d in deliveries if d.epoch == self._epoch)

    def _opened(self, channel: Channel) -> None:
        self._epoch += 1
        self._attachment = uuid4().hex[:16]
        self._acknowledging = Acknowledging(channel)
        channel.add_on_cancel_callback(self._cancelled)
        for queue in self._queues:
            self._attach(channel, queue)

    def _attach(self, channel: Channel, queue: str) -> None:
        tag = f"{self._name} {next(self._numbers)}"
        channel.basic_qos(prefetch_count=self._prefetch.count)
        channel.basic_consume(
            queue,
            lambda _channel, method, properties, body: self._received(queue, method, properties, body),
            consumer_tag=tag,
            callback=lambda _frame: self._attached_to(channel, queue, tag),
        )

    def _attached_to(self, channel: Channel, queue: str, tag: str) -> None:
        if channel is self._link.channel:
            self._attached[queue] = tag
            self._returning.discard(queue)

    def _leave_next(self) -> None:
        """One after the other, since the driver calls back for any of several at the first answer."""
        channel = self._link.channel
        if self._leaving and channel is not None and channel.is_open:
            tag = self._attached.pop(self._leaving[0])
            channel.basic_cancel(tag, callback=lambda _frame: self._left(channel))

    def _left(self, channel: Channel) -> None:
        if not self._leaving or channel is not self._link.channel or self._acknowledging is None:
            return  # lost, or detached from everything, meanwhile
        queue = self._leaving.popleft()
        for lane, waiting in self._waiting.items():
            self._acknowledging.give_back(d.tag for d in waiting if d.queue == queue)
            self._waiting[lane] = deque(d for d in waiting if d.queue != queue)
        self._returning.add(queue)
        self._attach(channel, queue)
        self._leave_next()

    def _received(self, queue: str, method: Any, properties: Any, body: bytes) -> None:
        assert self._acknowledging is not None  # noqa: S101 - there is no delivery without a channel
        received = delivery(self._epoch, queue, method, properties, body)
        self._acknowledging.received(received.tag)
        self._served.add(queue)
        self._waiting.setdefault(received.lane, deque()).append(received)
        if not self._prefetch.fits(len(body)):
            log.info("broker.prefetch", messages=self._prefetch.count)
            self.leave(self._queues)
        self._on_delivery()

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
        self._leaving.clear()
        self._returning.clear()
        self._waiting.clear()
        self._acknowledging = None
