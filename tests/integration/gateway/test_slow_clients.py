"""Clients that send slowly, or not at all, cost their connection and nobody else's answer."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from gateway.examples import CASE
from gateway.settings import Settings
from tests.integration.gateway.conftest import Desk
from tests.support.served_gateway import THREADS, exchanged, opened, served, until_closed

ALIVE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
KEPT = ALIVE.replace(b"Connection: close\r\n", b"")
MANY = THREADS * 5
SECONDS = 5
"""For which a slow client may go on. All of MANY, one after the other, would take five times as long."""


@pytest.fixture(scope="module")
def port(settings: Settings, indexes: None) -> Iterator[int]:
    with served(settings, GATEWAY_CLIENT_SECONDS=str(SECONDS)) as port:
        yield port


def one_answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(65_536)
    return answer


def seconds_for_others(port: int) -> float:
    begun = time.monotonic()
    for _ in range(10):
        assert exchanged(port, ALIVE).startswith(b"HTTP/1.1 200")
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"G",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"\r\n\r\n",
        b"\n\n\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\n",
    ],
)
def test_unfinished_heads_keep_nobody_waiting(port: int, begun: bytes) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(opened(port)).sendall(begun)

        assert seconds_for_others(port) < SECONDS


def test_a_head_that_is_never_finished_is_refused_in_the_end(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        answer = until_closed(connection)

    assert answer.startswith(b"HTTP/1.1 408")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too_slow"


def test_a_head_that_comes_in_pieces_is_understood(port: int) -> None:
    with opened(port) as connection:
        for byte in ALIVE:
            connection.sendall(bytes([byte]))
        assert until_closed(connection).startswith(b"HTTP/1.1 200")


def test_strangers_who_withhold_a_body_keep_nobody_waiting(port: int) -> None:
    head = b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"

    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(opened(port)).sendall(head)

        assert seconds_for_others(port) < SECONDS


def test_refused_clients_who_do_not_hang_up_keep_nobody_waiting(port: int) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(opened(port)).sendall(b"nonsense\r\n\r\n")

        assert seconds_for_others(port) < SECONDS


def test_a_body_that_stops_coming_is_refused_and_not_stored(desk: Desk, port: int) -> None:
    body = json.dumps(CASE).encode()
    head = (
        f"POST /v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.key}\r\nIdempotency-Key: k\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with opened(port) as connection:
        connection.sendall(head.encode() + body[:-1])
        answer = until_closed(connection)

    assert answer.startswith(b"HTTP/1.1 408")
    assert desk.stored() == []


def test_who_expects_to_be_told_to_go_on_is_told(desk: Desk, port: int) -> None:
    body = json.dumps(CASE).encode()
    head = (
        f"POST /v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {desk.key}\r\nIdempotency-Key: go-on\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n"
        "Connection: close\r\n\r\n"
    )
    with opened(port) as connection:
        connection.sendall(head.encode())
        told = connection.recv(65_536)
        connection.sendall(body)
        answer = until_closed(connection)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 202")


@pytest.mark.parametrize("pause", [0, 0.002, 0.05])
@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_kept_connections_are_answered_again(port: int, pause: float, pieces: int) -> None:
    """Before and after a thread has stopped looking for the next request, and while its head is half there."""
    size = -(-len(KEPT) // pieces)
    with opened(port) as connection:
        for _ in range(3):
            for begin in range(0, len(KEPT), size):
                time.sleep(pause)
                connection.sendall(KEPT[begin : begin + size])
            assert one_answer(connection).startswith(b"HTTP/1.1 200")
        connection.sendall(ALIVE)
        assert until_closed(connection).startswith(b"HTTP/1.1 200")


def test_requests_sent_all_at_once_are_all_answered(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(KEPT * 5 + ALIVE)

        assert until_closed(connection).count(b"HTTP/1.1 200") == 6


def test_clients_who_go_on_slowly_after_an_answer_keep_nobody_waiting(port: int) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            connection = stack.enter_context(opened(port))
            connection.sendall(KEPT)
            assert one_answer(connection).startswith(b"HTTP/1.1 200")
            connection.sendall(b"GET /healthz HTTP/1.1\r\n")

        assert seconds_for_others(port) < SECONDS


def test_clients_who_never_pause_keep_nobody_waiting(port: int) -> None:
    """As many as there are threads, each with its next request at once."""
    done = threading.Event()

    def go_on() -> int:
        answered = 0
        with opened(port) as connection:
            while not done.is_set():
                connection.sendall(KEPT)
                answered += one_answer(connection).startswith(b"HTTP/1.1 200")
        return answered

    with ThreadPoolExecutor(THREADS) as pool:
        going = [pool.submit(go_on) for _ in range(THREADS)]
        seconds = seconds_for_others(port)
        done.set()
        assert all(one.result() for one in going)
    assert seconds < SECONDS
