"""A body has to keep a pace; only waiting for the client counts."""

import socket
import time
from collections.abc import Iterator

import pytest

from gateway.serving import patient_worker
from gateway.serving.patient_worker import PacedUnreader


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    client, server = socket.socketpair()
    with client, server:
        yield client, server


class TestABody:
    def test_that_has_come_is_read_however_long_the_request_was_held_up_here(
        self, ends: tuple[socket.socket, socket.socket]
    ) -> None:
        client, server = ends
        unreader = PacedUnreader(server)
        unreader.pace(0.05)
        client.sendall(b"whole")
        time.sleep(0.1)  # a database that is away, before anybody asks for the body

        assert unreader.chunk() == b"whole"

    def test_that_does_not_come_is_given_up(
        self, ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, server = ends
        monkeypatch.setattr(patient_worker, "BODY_BYTES_PER_SECOND", 1_000_000)
        unreader = PacedUnreader(server)
        unreader.pace(0.05)
        client.sendall(b"a")

        assert unreader.chunk() == b"a"
        with pytest.raises(TimeoutError):
            unreader.chunk()
