"""pika's sockets, without the one error of theirs that ends a loop."""

import socket
from collections.abc import Callable
from typing import Any

from pika.adapters.utils.selector_ioloop_adapter import SelectorIOServicesAdapter


class Sockets(SelectorIOServicesAdapter):  # type: ignore[misc]
    """A connection that is reset between its being made and its being set up is one that failed.

    pika raises for it, out of the loop: the thread that publishes or consumes would end there. A broker that dies just
    then brings it about.
    """

    def create_streaming_connection(
        self,
        protocol_factory: Callable[[], Any],
        sock: socket.socket,
        on_done: Callable[[Any], None],
        **tls: Any,
    ) -> Any:
        try:
            return super().create_streaming_connection(protocol_factory, sock, on_done, **tls)
        except ValueError as error:
            failed = OSError(str(error))
            return self.call_later(0, lambda: on_done(failed))
