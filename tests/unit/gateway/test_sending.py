"""How answers leave: in one piece where they fit, and never longer than a client may take to read them."""

import socket
from collections.abc import Iterator
from io import BytesIO
from threading import Thread

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from gateway.serving import sending
from gateway.serving.sending import JoinedResponse, Sending

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    client, server = socket.socketpair()
    client.settimeout(5)
    with client, server:
        yield client, server


def response(server: socket.socket, method: str = "GET") -> JoinedResponse:
    asked = f"{method} / HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    request = next(RequestParser(Config(), BytesIO(asked), ("127.0.0.1", 1)))
    return JoinedResponse(request, server, Config())


def begin(answer: JoinedResponse, length: int | None) -> None:
    headers = [("Content-Type", "text/plain")]
    answer.start_response(
        "200 OK", headers + ([("Content-Length", str(length))] if length is not None else [])
    )


def everything(client: socket.socket) -> bytes:
    found = b""
    while piece := client.recv(1_000_000):
        found += piece
    return found


class TestAnAnswer:
    def test_that_is_short_leaves_with_its_head(self, ends: Ends) -> None:
        client, server = ends
        sizes: list[int] = []
        answer = response(server)
        answer.sock = counted = _Counted(server, sizes)
        begin(answer, 5)
        answer.write(b"whole")
        answer.close()

        assert sizes == [len(client.recv(65_536))]
        assert answer.sock is counted

    def test_arrives_as_it_was_written(self, ends: Ends) -> None:
        client, server = ends
        answer = response(server)
        begin(answer, 10)
        answer.write(b"first")
        answer.write(b"then.")
        answer.close()
        server.close()

        head, _, body = everything(client).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert body == b"firstthen."

    def test_without_a_length_is_sent_in_chunks(self, ends: Ends) -> None:
        client, server = ends
        answer = response(server)
        begin(answer, None)
        answer.write(b"first")
        answer.write(b"then")
        answer.close()
        server.close()

        assert everything(client).partition(b"\r\n\r\n")[2] == b"5\r\nfirst\r\n4\r\nthen\r\n0\r\n\r\n"

    def test_to_head_has_a_head_alone(self, ends: Ends) -> None:
        client, server = ends
        answer = response(server, "HEAD")
        begin(answer, 5)
        answer.close()
        server.close()

        head, _, body = everything(client).partition(b"\r\n\r\n")
        assert b"Content-Length: 5" in head
        assert body == b""

    @pytest.mark.parametrize("size", [65_536, 65_537, 3_000_000])
    def test_that_is_long_arrives_whole(self, ends: Ends, size: int) -> None:
        client, server = ends
        body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        answer = response(server)
        begin(answer, size)

        def write() -> None:
            answer.write(body)
            server.close()

        writing = Thread(target=write)
        writing.start()
        arrived = everything(client)
        writing.join()

        assert arrived.partition(b"\r\n\r\n")[2] == body


def test_a_client_that_does_not_read_is_given_up(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.05)
    _, server = ends

    with pytest.raises(TimeoutError):
        Sending(server).sendall(b"x" * 50_000_000)


class _Counted(Sending):
    def __init__(self, connection: socket.socket, sizes: list[int]) -> None:
        super().__init__(connection)
        self._sizes = sizes

    def sendall(self, piece: bytes | memoryview) -> None:
        self._sizes.append(len(piece))
        super().sendall(piece)
