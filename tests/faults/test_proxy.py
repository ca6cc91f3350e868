"""The proxy passes, cuts and holds."""

import socket
import threading
from collections.abc import Iterator
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from tests.faults.proxy import Proxy
from tests.support.processes import free_port


class _Echo(StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with _Server(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        with Proxy(free_port(), lambda: int(server.server_address[1])) as proxy:
            yield proxy
        server.shutdown()


def _connected(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=10)


def test_what_is_sent_comes_back_through_the_proxy(proxy: Proxy) -> None:
    with _connected(proxy) as client:
        client.sendall(b"hello\n")

        assert client.recv(100) == b"hello\n"


def test_a_cut_connection_is_reset_and_a_new_one_passes(proxy: Proxy) -> None:
    with _connected(proxy) as client:
        client.sendall(b"hello\n")
        client.recv(100)

        proxy.cut()

        with pytest.raises(ConnectionResetError):
            client.recv(100)
    with _connected(proxy) as client:
        client.sendall(b"again\n")
        assert client.recv(100) == b"again\n"


def test_what_is_held_comes_once_it_is_released(proxy: Proxy) -> None:
    with _connected(proxy) as client:
        client.sendall(b"one\n")
        client.recv(100)

        proxy.hold()
        client.sendall(b"two\n")
        client.settimeout(0.3)

        with pytest.raises(TimeoutError):
            client.recv(100)
        proxy.release()
        client.settimeout(10)
        assert client.recv(100) == b"two\n"


def test_who_cannot_be_reached_is_not_pretended_to_be_there() -> None:
    with (
        Proxy(free_port(), free_port) as proxy,
        pytest.raises(ConnectionResetError),
        _connected(proxy) as client,
    ):
        client.recv(100)
