"""Publishing with confirms, many in flight, `mandatory` set: what was not confirmed is reported, never assumed."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pika
import structlog
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel

from shared.contracts.codec import CONTENT_TYPE, OutgoingRow
from shared.contracts.topology import EXCHANGE
from shared.runtime.link import Link

log = structlog.get_logger(__name__)

ATTEMPT_HEADER = "coulisse-attempt"
RETRY_HEADER = "coulisse-retry"
Answer = Callable[[list[str]], None]


@dataclass(slots=True)
class _Group:
    """Rows published together, answered together."""

    waiting: set[str]
    unsent: list[str]
    answer: Answer


class PublishingLink:
    """Publishes groups of rows on a loop that its owner runs. Not thread-safe: call on the loop's thread.

    `answer(unsent)` is called once per group: with the ids of rows that the broker refused, could not route, or had
    not confirmed when the connection went; an empty list means all are confirmed. While `held`, nothing new goes out:
    what waits for its retry (the ladder) still does, since its message came out of a queue.
    """

    def __init__(self, loop: IOLoop, amqp_url: str, name: str, on_change: Callable[[], None]) -> None:
        self._link = Link(loop, amqp_url, f"{name} publishing", self._opened, self._lost, on_change)
        self._on_change = on_change
        self._next_tag = 1
        self._by_tag: dict[int, tuple[_Group, str]] = {}
        self._lowest = 1
        self._returned: set[str] = set()
        self._ready = False
        self.held = False

    @property
    def ready(self) -> bool:
        """Connected, in confirm mode, and not held back by an alarm of the broker."""
        return self._ready and not self._link.blocked

    @property
    def in_flight(self) -> int:
        return len(self._by_tag)

    @property
    def closed(self) -> bool:
        return self._link.closed

    def open(self) -> None:
        self._link.open()

    def close(self) -> None:
        self._link.close()

    def publish(self, rows: Sequence[OutgoingRow], answer: Answer) -> None:
        """Send rows in order; `answer` comes later, or at once when there is no connection."""
        channel = self._link.channel
        held = self.held and any(row.exchange == EXCHANGE for row in rows)
        if channel is None or not channel.is_open or not self._ready or not rows or held:
            answer([row.id for row in rows])
            return
        group = _Group({row.id for row in rows}, [], answer)
        for row in rows:
            self._by_tag[self._next_tag] = (group, row.id)
            self._next_tag += 1
            channel.basic_publish(row.exchange, row.routing_key, row.body, _properties(row), mandatory=True)

    def _opened(self, channel: Channel) -> None:
        self._next_tag = self._lowest = 1
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_confirm, callback=self._on_confirming)

    def _on_confirming(self, _frame: Any) -> None:
        self._ready = True
        self._on_change()

    def _on_return(self, _channel: Channel, method: Any, properties: Any, _body: bytes) -> None:
        log.error("broker.unroutable", routing_key=method.routing_key, message=properties.message_id)
        self._returned.add(properties.message_id)

    def _on_confirm(self, frame: Any) -> None:
        tag, multiple, confirmed = (
            frame.method.delivery_tag,
            frame.method.multiple,
            frame.method.NAME == "Basic.Ack",
        )
        first = self._lowest if multiple else tag
        for answered in range(first, tag + 1):
            entry = self._by_tag.pop(answered, None)
            if entry is not None:
                self._settle(*entry, confirmed=confirmed)
        while self._lowest < self._next_tag and self._lowest not in self._by_tag:
            self._lowest += 1

    def _settle(self, group: _Group, id: str, *, confirmed: bool) -> None:
        if not confirmed or id in self._returned:
            self._returned.discard(id)
            group.unsent.append(id)
        group.waiting.discard(id)
        if not group.waiting:
            group.answer(group.unsent)

    def _lost(self) -> None:
        self._ready = False
        self._returned.clear()
        groups = {id(group): group for group, _ in self._by_tag.values()}
        self._by_tag.clear()
        for group in groups.values():
            group.answer([*group.unsent, *group.waiting])
        self._on_change()


def _properties(row: OutgoingRow) -> pika.BasicProperties:
    return pika.BasicProperties(
        content_type=CONTENT_TYPE,
        delivery_mode=2,
        message_id=row.id,
        headers=_headers(row),
    )


def _headers(row: OutgoingRow) -> dict[str, int] | None:
    headers = {ATTEMPT_HEADER: row.attempt, RETRY_HEADER: row.retry}
    return {name: value for name, value in headers.items() if value} or None


class Publisher:
    """A publishing link with a thread of its own, for a process that does not consume. Start it after the fork."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._loop = IOLoop()
        self._link = PublishingLink(self._loop, amqp_url, name, on_change=lambda: None)
        self._thread = threading.Thread(target=self._run, name=f"{name} publishing", daemon=True)
        self._stopping = False

    @property
    def ready(self) -> bool:
        """Whether what is published now goes out."""
        return self._link.ready and not self._link.held

    @property
    def settled(self) -> bool:
        """Held, and nothing is under way."""
        return self._link.held and not self._link.in_flight

    def hold(self, held: bool) -> None:
        """Publish nothing new, or go on. Thread-safe."""
        self._loop.add_callback_threadsafe(lambda: setattr(self._link, "held", held))

    def start(self) -> None:
        self._thread.start()

    def publish(self, rows: Sequence[OutgoingRow], answer: Answer) -> None:
        """Thread-safe; `answer(unsent)` is called on the publisher's thread and must be quick."""
        self._loop.add_callback_threadsafe(lambda: self._link.publish(rows, answer))

    def stop(self, within: float = 5.0) -> None:
        """Let what is in flight be answered, then close."""
        self._loop.add_callback_threadsafe(lambda: self._stop(within))
        self._thread.join(within + 6)

    def _run(self) -> None:
        self._loop.call_later(0, self._link.open)
        try:
            self._loop.start()
        finally:
            self._loop.close()

    def _stop(self, left: float) -> None:
        if left > 0 and self._link.in_flight:
            self._loop.call_later(0.05, lambda: self._stop(left - 0.05))
            return
        self._link.close()
        self._finish(5.0)

    def _finish(self, left: float) -> None:
        if left > 0 and not self._link.closed:
            self._loop.call_later(0.02, lambda: self._finish(left - 0.02))
            return
        self._loop.stop()
