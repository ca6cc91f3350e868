"""How an answer leaves: its head together with the first piece of its body, and without waiting where there is room.

Each call of the system gives the interpreter's lock away, and among threads that are all at work it is a while until
it comes back (decision 15).
"""

import socket
from typing import Any

from gunicorn.http.wsgi import Response

SECONDS = 20.0
"""For which a client may leave a piece of an answer unread."""

_MOST_JOINED = 64 * 1024
_Piece = bytes | memoryview


class Sending:
    """A client's connection, as gunicorn's answers use it. Raises TimeoutError when the client does not read."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def sendall(self, piece: _Piece) -> None:
        """Without waiting, if there is room for it."""
        try:
            sent = self._connection.send(piece, socket.MSG_DONTWAIT)
        except (BlockingIOError, InterruptedError):
            sent = 0
        if sent < len(piece):
            self._connection.settimeout(SECONDS)
            self._connection.sendall(memoryview(piece)[sent:])

    def sendfile(self, *given: Any, **named: Any) -> int:
        """As that of sockets."""
        self._connection.settimeout(SECONDS)
        return self._connection.sendfile(*given, **named)


class _Pieces:
    """Takes what would be sent."""

    def __init__(self) -> None:
        self.taken: list[_Piece] = []

    def sendall(self, piece: _Piece) -> None:
        self.taken.append(piece)


class JoinedResponse(Response):  # type: ignore[misc]
    """To be gunicorn's way of answering."""

    def __init__(self, request: Any, connection: socket.socket, settings: Any) -> None:
        super().__init__(request, connection, settings)
        self.sock: Sending | _Pieces = Sending(connection)

    def write(self, piece: bytes) -> None:
        """Send a piece of the body, the head before the first."""
        if self.headers_sent or len(piece) > _MOST_JOINED:
            super().write(piece)
            return
        connection, pieces = self.sock, _Pieces()
        self.sock = pieces
        try:
            super().write(piece)
        finally:
            self.sock = connection
        connection.sendall(b"".join(pieces.taken))
