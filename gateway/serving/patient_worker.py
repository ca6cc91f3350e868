"""A gunicorn worker whose threads wait for nobody.

gunicorn's threaded worker gives a connection a thread at its first byte; who then sends a byte a minute keeps it, and
as many clients as there are threads keep everybody else out. Here the main loop collects the head of a request, and a
thread begins when it is complete. A body has to keep a pace, as Apache's mod_reqtimeout has it. gunicorn also waits on
its main loop, for two seconds each, for clients to close refused connections; here they are watched like all others.

A thread that has answered looks a moment for the client's next request, as long as another thread is free: the way
through the main loop and back costs more than reading a case does (decision 15).

For plain TCP: TLS ends at the proxy in front.
"""

import select
import socket
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from gateway.refusing.broken_requests import answer_to, too_slow
from gateway.serving import sending

SECONDS = 10.0
"""How long the head of a request may take, and its body, which may take a second more for each of these bytes:"""
BODY_BYTES_PER_SECOND = 10_000

_MOST_HEAD = 64 * 1024
_PIECE = 16 * 1024
_END = b"\r\n\r\n"
_LINGER_SECONDS = 2.0
_DRAIN_SECONDS = 0.2
_NEXT_MS = 10
"""For which a thread looks for the next request of a client it has answered."""


class PacedUnreader(SocketUnreader):  # type: ignore[misc]
    """Raises TimeoutError when what the client sends comes too slowly. Only waiting for it counts: not for how long the
    request was held up here, by a database that is away, before anybody asked for its body."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self.pace()

    def pace(self, seconds: float | None = None) -> None:
        """Count from now on. seconds: for everything that is still to come, however much it is."""
        self._seconds = SECONDS if seconds is None else seconds
        self._seconds_a_byte = 1 / BODY_BYTES_PER_SECOND if seconds is None else 0.0
        self._waited, self._received = 0.0, 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        allowed = self._seconds + self._received * self._seconds_a_byte
        left = allowed - self._waited
        if left <= 0:
            raise TimeoutError("the client sends too slowly")
        self.sock.settimeout(left)
        began = time.monotonic()
        data: bytes = super().chunk(size_hint)
        self._waited += time.monotonic() - began
        self._received += len(data)
        self.sock.settimeout(None)
        return data


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Threads begin with a complete head; errors are problem details."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._gathering: OrderedDict[TConn, tuple[float, bytearray]] = OrderedDict()
        self._lingering: OrderedDict[TConn, float] = OrderedDict()
        self._counting = threading.Lock()
        self._busy = 0

    def enqueue_req(self, conn: TConn) -> None:
        """Every way of gunicorn to a thread leads through here, on the main thread."""
        if conn.parser is None:
            conn.init()
            parser: Any = conn.parser
            parser.unreader = PacedUnreader(conn.sock)
        head = bytearray(conn.parser.unreader.take_buffered())
        self._gathering[conn] = (time.monotonic() + SECONDS, head)
        conn.sock.setblocking(False)
        if not self._gather(conn):
            self.poller.register(conn.sock, EVENT_READ, partial(self._readable, conn))

    def _readable(self, conn: TConn, client: socket.socket) -> None:
        if self._gather(conn):
            self.poller.unregister(client)

    def _gather(self, conn: TConn) -> bool:
        """Whether nothing more is to be waited for: the head is there, or will never be."""
        _, head = self._gathering[conn]
        try:
            piece = b"" if _complete(head) else conn.sock.recv(_PIECE)
            head += piece
            ended = not piece
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            ended = True
        if not (ended or _complete(head) or len(head) > _MOST_HEAD):
            return False
        del self._gathering[conn]
        conn.parser.unreader.unread(bytes(head))
        conn.parser.unreader.pace()
        conn.data_ready = True
        super().enqueue_req(conn)
        return True

    def murder_pending(self) -> None:
        """Called once a second: refuse whoever has not finished a head in time."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, (until, _) in self._gathering.items() if until <= now]:
            self._dismiss(conn)
        for conn in [conn for conn, until in self._lingering.items() if until <= now]:
            self._let_go(conn)

    def _dismiss(self, conn: TConn) -> None:
        _, head = self._gathering.pop(conn)
        self.poller.unregister(conn.sock)
        if head:
            _send(conn.sock, too_slow())
        self._linger(conn)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """On the main thread: keep the connection, or close it without waiting for the client."""
        if fs.cancelled() or fs.exception() is not None or not fs.result():
            self._linger(conn)
        else:
            super().finish_request(conn, fs)

    def _linger(self, conn: TConn) -> None:
        # What is still unread would turn the close into a reset, which can take the answer with it (RFC 9112, 9.6).
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drop, conn))
        except (OSError, ValueError):
            self.nr_conns -= 1
            conn.close()
            return
        self._lingering[conn] = time.monotonic() + _LINGER_SECONDS

    def _drop(self, conn: TConn, client: socket.socket) -> None:
        try:
            more = bool(client.recv(_MOST_HEAD))
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = False
        if not more:
            self._let_go(conn)

    def _let_go(self, conn: TConn) -> None:
        del self._lingering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: TConn) -> Any:
        """On a thread: a request, and those that the client sends at once after it. Whether to keep the connection."""
        with self._counting:
            self._busy += 1
        try:
            kept = super().handle(conn)
            while kept is True and self._next_is_here(conn):
                kept = super().handle(conn)
        finally:
            with self._counting:
                self._busy -= 1
        return kept

    def _next_is_here(self, conn: TConn) -> bool:
        """What came of a head that is not complete is left to the main loop, which goes on gathering it."""
        unreader = conn.parser.unreader
        if self._busy >= self.cfg.threads or not self.alive or unreader.buf.getvalue():
            return False
        coming = select.poll()
        coming.register(conn.sock, select.POLLIN)
        try:
            head = bytearray(conn.sock.recv(_PIECE, socket.MSG_DONTWAIT) if coming.poll(_NEXT_MS) else b"")
        except OSError:
            return False
        unreader.unread(bytes(head))
        unreader.pace()
        return _complete(head)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """On a thread. Answers keep their own time; gunicorn itself sends to who expects to be told to go on."""
        if any(name == "EXPECT" for name, _ in req.headers):
            conn.sock.settimeout(sending.SECONDS)
        kept: bool = super().handle_request(req, conn)
        return kept

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        # Who was refused before sending the body has no claim to a thread that waits for it.
        conn.parser.unreader.pace(_DRAIN_SECONDS)
        if not (keepalive and conn.parser.finish_body(max_bytes=_MOST_HEAD)):
            return False
        conn.parser.mesg = None  # or the parser would do the same before the next request
        return True

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """What gunicorn cannot read never reaches the application."""
        client.settimeout(sending.SECONDS)
        _send(client, answer_to(exc))


def _complete(head: bytearray) -> bool:
    # gunicorn passes over empty lines before a request (RFC 9112, section 2.2).
    return _END in head.lstrip(b"\r\n")


def _send(client: socket.socket, answer: bytes) -> None:
    try:
        client.sendall(answer)
    except OSError:
        return
