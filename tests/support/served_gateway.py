"""The gateway as it is really run: gunicorn and a socket."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from gateway.settings import Settings
from tests.support.processes import ROOT, free_port, wait_until

WORKERS, THREADS = 1, 4
PATIENCE = 60


@contextlib.contextmanager
def served(settings: Settings, **environ: str) -> Iterator[int]:
    """The port of a gateway with few threads, so that a few slow clients would stop it."""
    port = free_port()
    given = {
        **os.environ,
        "MONGODB_URL": settings.mongodb_url,
        "AMQP_URL": settings.amqp_url,
        "COULISSE_MASTER_KEY_FILE": settings.master_key_file,
        "GATEWAY_BIND": f"127.0.0.1:{port}",
        "GATEWAY_LOG_LEVEL": "ERROR",
        "GATEWAY_WORKERS": str(WORKERS),
        "GATEWAY_THREADS": str(THREADS),
        **environ,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.app:create_app()"]
    with subprocess.Popen(command, cwd=ROOT, env=given) as server:
        try:
            wait_until(lambda: _ready(port), PATIENCE, "the gateway is ready")
            yield port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _ready(port: int) -> bool:
    try:
        return exchanged(port, b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startswith(
            b"HTTP/1.1 200"
        )
    except OSError:
        return False


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def until_closed(connection: socket.socket) -> bytes:
    """Everything that comes until the server closes."""
    found = bytearray()
    deadline = time.monotonic() + PATIENCE
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65_536):
            found += piece
            assert time.monotonic() < deadline
    return bytes(found)


def exchanged(port: int, request: bytes) -> bytes:
    """Send these bytes, and read until the server closes."""
    with opened(port) as connection:
        connection.sendall(request)
        return until_closed(connection)
