"""The live stream as a real process, and listeners to it: hundreds in one thread."""

import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import requests

from tests.support.processes import ROOT, free_port, wait_until


class StreamProcess:
    """`gateway/stream` under gunicorn, as it is deployed. Use as a context manager."""

    def __init__(self, mongodb_url: str, log: Path, **environ: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1/events/stream"
        self._log = log
        self._environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MONGODB_URL": mongodb_url,
            "GATEWAY_STREAM_BIND": f"127.0.0.1:{self.port}",
            "GATEWAY_STREAM_HEARTBEAT_SECONDS": "0.5",
            "GATEWAY_KEY_SECONDS": "0",
            "GATEWAY_LOG_LEVEL": "WARNING",
            **environ,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "StreamProcess":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(Path(sys.executable).with_name("gunicorn")),
                    "-c",
                    "gateway/stream/gunicorn.conf.py",
                    "gateway.stream.app:create_app()",
                ],
                env=self._environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        wait_until(self.ready, 60, f"the stream ready; see {self._log}")

    def ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """SIGTERM, as a rollout does."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(30)


@dataclass(eq=False)
class Heard:
    """One listener. events: what it was told, as JSON; last_id: what it would come back with."""

    key: str
    query: str = ""
    last_id: str = ""
    status: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    open: bool = False
    _rest: bytes = b""

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.events]

    def take(self, data: bytes) -> None:
        self._rest += data
        while b"\n\n" in self._rest.replace(b"\r\n", b"\n"):
            block, _, self._rest = self._rest.replace(b"\r\n", b"\n").partition(b"\n\n")
            self._block(block.decode())

    def _block(self, block: str) -> None:
        if block.startswith("HTTP/1."):
            self.status = int(block.split()[1])
            return
        kind, data = "message", []
        for line in block.splitlines():
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            elif name == "event":
                kind = value
            elif name == "data":
                data.append(value)
        if data:
            self.kinds.append(kind)
            if kind == "message":
                self.events.append(json.loads("\n".join(data)))


class Listening:
    """Many streams at once, read in turns by one thread."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._selector = selectors.DefaultSelector()
        self._sockets: dict[Heard, socket.socket] = {}

    def listen(self, key: str, query: str = "", last_id: str = "") -> Heard:
        heard = Heard(key, query)
        self.open(heard, last_id)
        return heard

    def open(self, heard: Heard, last_id: str = "") -> None:
        """HTTP/1.0, so that nothing is chunked."""
        lines = [f"GET /v1/events/stream{heard.query} HTTP/1.0", "Host: localhost"]
        lines.append(f"Authorization: Bearer {heard.key}")
        if last_id:
            lines.append(f"Last-Event-ID: {last_id}")
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=30)
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        connection.setblocking(False)
        heard.status, heard.open = 0, True
        self._sockets[heard] = connection
        self._selector.register(connection, selectors.EVENT_READ, heard)

    def close(self, heard: Heard) -> None:
        connection = self._sockets.pop(heard)
        self._selector.unregister(connection)
        connection.close()
        heard.open = False

    def close_all(self) -> None:
        for heard in list(self._sockets):
            self.close(heard)

    def until(self, fact: Callable[[], bool], what: str, within: float = 60) -> None:
        """Read what comes until `fact()` holds."""
        deadline = monotonic() + within
        while not fact():
            if monotonic() > deadline:
                raise AssertionError(f"not within {within:g} s: {what}")
            self.read()

    def read(self) -> None:
        for key, _ in self._selector.select(timeout=0.1):
            heard: Heard = key.data
            try:
                data = self._sockets[heard].recv(65_536)
            except (ConnectionError, BlockingIOError):
                data = b""
            if data:
                heard.take(data)
            else:
                self.close(heard)
