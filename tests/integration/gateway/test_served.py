"""The gateway as it is really run: gunicorn, two workers, a socket."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from gateway.examples import CASE
from gateway.settings import Settings
from tests.integration.gateway.conftest import Desk
from tests.support.processes import ROOT, free_port, wait_until


@pytest.fixture
def port(settings: Settings, emptied: None) -> Iterator[int]:
    port = free_port()
    environ = {
        **os.environ,
        "MONGODB_URL": settings.mongodb_url,
        "AMQP_URL": settings.amqp_url,
        "COULISSE_MASTER_KEY_FILE": settings.master_key_file,
        "GATEWAY_BIND": f"127.0.0.1:{port}",
        "GATEWAY_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.app:create_app()"]
    with subprocess.Popen(command, cwd=ROOT, env=environ) as server:
        try:
            wait_until(lambda: answers(port), 30, "the gateway is ready")
            yield port
        finally:
            server.terminate()
            server.wait(30)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/readyz", {})[0] == 200
    except OSError:
        return False


def ask(
    port: int, method: str, address: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, address, body, headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def headers(desk: Desk, key: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {desk.key}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }


def test_cases_are_taken_in_over_a_socket(desk: Desk, port: int) -> None:
    body = json.dumps(CASE).encode()
    status, shown, answer = ask(port, "POST", "/v1/cases", headers(desk, "k1"), body)
    assert (status, shown["Server"]) == (202, "coulisse")

    status, _, read = ask(port, "GET", shown["Location"], headers(desk, "k2"))
    assert (status, read) == (200, answer)
    wait_until(
        lambda: desk.house.own["requests"].count_documents({"sent_at": {"$exists": True}}) == 1,
        10,
        "the worker has published the case",
    )


def test_a_body_that_breaks_off_is_not_stored(desk: Desk, port: int) -> None:
    body = json.dumps(CASE).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in headers(desk, "k1").items())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(
            f"POST /v1/cases HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
        )
        connection.sendall(body[: len(body) // 2])
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert desk.stored() == []


def test_a_chunked_body_is_held_to_the_limit(desk: Desk, port: int) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers(desk, "k1").items())
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(
            f"POST /v1/cases HTTP/1.1\r\nHost: x\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        with contextlib.suppress(ConnectionError):
            for _ in range(20):
                connection.sendall(chunk)
            connection.sendall(b"0\r\n\r\n")
        status = connection.recv(65536)[:12]

    assert status == b"HTTP/1.1 413"
    assert desk.stored() == []
