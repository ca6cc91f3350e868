"""A channel that keeps what it is told and calls back as the broker would, without a broker."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class BrokerChannel:
    """The few methods of pika's channel that the links use."""

    def __init__(self) -> None:
        self.is_open = True
        self.acknowledged: list[tuple[int, bool]] = []
        self.given_back: list[int] = []
        self.left: list[str] = []
        self.published: list[Any] = []
        self._receivers: dict[str, Callable[..., None]] = {}
        self._confirm: Callable[[Any], None] = lambda _frame: None
        self._return: Callable[..., None] = lambda *_: None

    def add_on_cancel_callback(self, callback: Callable[[Any], None]) -> None:
        self._cancelled = callback

    def add_on_return_callback(self, callback: Callable[..., None]) -> None:
        self._return = callback

    def basic_qos(self, prefetch_count: int) -> None:
        self.prefetch = prefetch_count

    def basic_consume(
        self, queue: str, receive: Callable[..., None], consumer_tag: str, callback: Callable[[Any], None]
    ) -> None:
        self._receivers[queue] = receive
        callback(SimpleNamespace(method=SimpleNamespace(consumer_tag=consumer_tag)))

    def basic_cancel(self, tag: str, callback: Callable[[Any], None] = lambda _frame: None) -> None:
        self.left.append(tag)
        callback(None)

    def basic_nack(self, tag: int, *, requeue: bool) -> None:
        assert requeue
        self.given_back.append(tag)

    def basic_ack(self, tag: int, multiple: bool = False) -> None:
        self.acknowledged.append((tag, multiple))

    def confirm_delivery(self, on_confirm: Callable[[Any], None], callback: Callable[[Any], None]) -> None:
        self._confirm = on_confirm
        callback(None)

    def basic_publish(self, *published: Any, mandatory: bool) -> None:
        assert mandatory
        self.published.append(published)

    def close(self) -> None:
        self.is_open = False

    def deliver(
        self,
        queue: str,
        tag: int,
        headers: dict[Any, Any] | None = None,
        message_id: Any = None,
        body: bytes = b"{}",
    ) -> None:
        method = SimpleNamespace(delivery_tag=tag, redelivered=False)
        properties = SimpleNamespace(headers=headers, message_id=message_id)
        self._receivers[queue](self, method, properties, body)

    def confirm(self, tag: int, *, multiple: bool = False, name: str = "Basic.Ack") -> None:
        self._confirm(SimpleNamespace(method=SimpleNamespace(delivery_tag=tag, multiple=multiple, NAME=name)))

    def give_back(self, message_id: str) -> None:
        self._return(self, SimpleNamespace(routing_key="k"), SimpleNamespace(message_id=message_id), b"")
