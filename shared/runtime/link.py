"""One connection to the broker with one channel, on an IO loop that its owner runs; reconnects for ever.

A dead connection is ordinary: everything unconfirmed comes again, through redelivery or the outbox. Where the broker
is a cluster, the next try goes to the next of its nodes.
"""

import random
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import structlog
from pika.adapters.select_connection import IOLoop, SelectConnection
from pika.channel import Channel

from shared.runtime.addresses import addresses
from shared.runtime.header_decoding import read_odd_headers
from shared.runtime.sockets import Sockets

log = structlog.get_logger(__name__)

_MOST_DELAY = 5.0
_MOST_FRAMES = 500


class _Connection(SelectConnection):  # type: ignore[misc]
    """Sends what one turn of the loop has to say at once.

    pika sends each frame by itself, three for a message: a system call here and a waking of the broker each time.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._unsent: list[bytes] = []
        super().__init__(*arguments, **named)

    def _adapter_emit_data(self, data: bytes) -> None:
        if not self._unsent:
            self.ioloop.call_later(0, self._emit)
        self._unsent.append(data)
        if len(self._unsent) >= _MOST_FRAMES:
            self._emit()

    def _adapter_disconnect_stream(self) -> None:
        self._emit()
        super()._adapter_disconnect_stream()

    def _emit(self) -> None:
        unsent, self._unsent = self._unsent, []
        if unsent and self._transport is not None:
            super()._adapter_emit_data(b"".join(unsent))


class Link:
    """Opens a connection and a channel, tells `on_open(channel)`, and `on_lost()` when either is gone.

    on_unblocked: an alarm of the broker, which held this connection back, is over.
    """

    def __init__(
        self,
        loop: IOLoop,
        amqp_url: str,
        name: str,
        on_open: Callable[[Channel], None],
        on_lost: Callable[[], None],
        on_unblocked: Callable[[], None] = lambda: None,
    ) -> None:
        read_odd_headers()
        self._loop = loop
        self._addresses = deque(addresses(amqp_url, name))
        self._name = name
        self._on_open = on_open
        self._on_lost = on_lost
        self._tell_unblocked = on_unblocked
        self._connection: SelectConnection | None = None
        self._tries = 0
        self._opened_at = 0.0
        self._closing = False
        self.channel: Channel | None = None
        self.blocked = False

    @property
    def closed(self) -> bool:
        return self._connection is None

    def open(self) -> None:
        """Begin to connect. Call on the loop's thread."""
        if self._closing:
            return
        self._connection = _Connection(
            self._addresses[0],
            on_open_callback=self._opened,
            on_open_error_callback=self._open_failed,
            on_close_callback=self._closed,
            custom_ioloop=Sockets(self._loop),
        )

    def close(self) -> None:
        """End the connection for good."""
        self._closing = True
        if self._connection is None or self._connection.is_closed:
            self._connection = None
        elif self._connection.is_open:
            self._connection.close()
        # One that is still being opened closes once it is open: pika asserts when it is closed before.

    def _opened(self, connection: Any) -> None:
        if self._closing:
            connection.close()
            return
        connection.add_on_connection_blocked_callback(self._on_blocked)
        connection.add_on_connection_unblocked_callback(self._on_unblocked)
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Channel) -> None:
        self._opened_at = time.monotonic()
        self.channel = channel
        channel.add_on_close_callback(self._channel_closed)
        log.info("broker.linked", link=self._name)
        self._on_open(channel)

    def _channel_closed(self, _channel: Channel, reason: BaseException) -> None:
        """A closed channel takes the connection with it, so that there is one way back only."""
        if self._connection is not None and self._connection.is_open:
            log.warning("broker.channel_closed", link=self._name, reason=str(reason)[:300])
            self._connection.close()

    def _open_failed(self, _connection: Any, error: BaseException | str) -> None:
        self._lost(str(error) or type(error).__name__)

    def _closed(self, _connection: Any, reason: BaseException) -> None:
        self._lost(str(reason))

    def _lost(self, reason: str) -> None:
        had_channel, self.channel, self._connection, self.blocked = self.channel, None, None, False
        if had_channel is not None:
            self._on_lost()
        if self._closing:
            return
        lasted = had_channel is not None and time.monotonic() - self._opened_at > _MOST_DELAY
        self._tries = 1 if lasted else self._tries + 1
        self._addresses.rotate(-1)
        rounds = self._tries // len(self._addresses)  # the others are tried before anybody waits long
        delay = min(_MOST_DELAY, 0.1 * 2 ** min(rounds, 10)) * random.uniform(0.5, 1.0)
        log.warning("broker.away", link=self._name, reason=reason[:300], again_in_s=round(delay, 2))
        self._loop.call_later(delay, self.open)

    def _on_blocked(self, _connection: Any, _frame: Any) -> None:
        log.warning("broker.blocked", link=self._name)
        self.blocked = True

    def _on_unblocked(self, _connection: Any, _frame: Any) -> None:
        log.info("broker.unblocked", link=self._name)
        self.blocked = False
        self._tell_unblocked()
