"""One time limit over a whole exchange, which a socket's own timeout (per read) is not."""

import socket
from contextlib import suppress
from threading import Lock, Timer
from time import monotonic
from types import TracebackType


class TimeLimit:
    """After `seconds` the watched socket is shut down, whatever it is doing; whoever reads from it then meets
    its end. A receiver that sends one byte a second is stopped this way too."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self._until = monotonic() + seconds
        self._watched: socket.socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "TimeLimit":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._release()

    def left(self) -> float:
        """Seconds, never less than a millisecond, since a timeout of 0 means something else to a socket."""
        return max(self._until - monotonic(), 0.001)

    def watch(self, opened: socket.socket) -> None:
        """Watch a duplicate: the TLS handshake takes the original's descriptor away."""
        with self._lock:
            self._release()
            self._watched = opened.dup()
            if self.over:
                self._shut()

    def _end(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        if self._watched is not None:
            with suppress(OSError):
                self._watched.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None
