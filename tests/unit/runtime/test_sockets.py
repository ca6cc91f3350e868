"""What pika raises out of its loop is a failed try like any other."""

import socket

from pika.adapters.select_connection import IOLoop

from shared.runtime.sockets import Sockets


def test_a_socket_that_is_no_longer_connected_is_told_as_a_failed_try() -> None:
    loop, told = IOLoop(), list[object]()

    def done(result: object) -> None:
        told.append(result)
        loop.stop()

    with socket.socket() as never_connected:
        Sockets(loop).create_streaming_connection(lambda: None, never_connected, done)
        loop.start()
    loop.close()

    assert isinstance(told[0], OSError)
