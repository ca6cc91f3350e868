"""Health endpoints of a process: `/livez` (its loop turns), `/readyz` (it does its work, or why not), `/startupz` (its
start is done); and `/metrics` for Prometheus."""

import json
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client.exposition import CONTENT_TYPE_LATEST

Checks = dict[str, Callable[[], list[str]]]


class HealthServer:
    """Answers on `host:port` until stopped.

    checks: by path, why it is not as it should be; empty when it is. metrics(): the text of `/metrics`. shared: several
    processes listen there, and any of them may answer.
    """

    def __init__(
        self, bind: str, checks: Checks, metrics: Callable[[], bytes], *, shared: bool = False
    ) -> None:
        host, _, port = bind.rpartition(":")
        address = (host or "127.0.0.1", int(port))
        self._server = ThreadingHTTPServer(address, _handler(checks, metrics), bind_and_activate=False)
        self._server.daemon_threads = True
        if shared:
            self._server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._server.server_bind()
        self._server.server_activate()
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(checks: Checks, metrics: Callable[[], bytes]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._write(HTTPStatus.OK, metrics(), CONTENT_TYPE_LATEST)
                return
            check = checks.get(self.path)
            if check is None:
                self._answer(HTTPStatus.NOT_FOUND, {"status": "unknown path"})
                return
            reasons = check()
            status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
            self._answer(status, {"status": "not ready" if reasons else "ok", "reasons": reasons})

        def _answer(self, status: HTTPStatus, body: dict[str, object]) -> None:
            self._write(status, json.dumps(body).encode(), "application/json")

        def _write(self, status: HTTPStatus, raw: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler
