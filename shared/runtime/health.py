"""Health endpoints of a service process: `/livez` (its loop turns) and `/readyz` (it does its work, or why not)."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Checks = dict[str, Callable[[], list[str]]]


class HealthServer:
    """Answers on `host:port` until stopped.

    broken() tells why the process should be replaced, empty when it is well; not_ready() tells why it does no work at
    present.
    """

    def __init__(
        self, bind: str, broken: Callable[[], list[str]], not_ready: Callable[[], list[str]]
    ) -> None:
        host, _, port = bind.rpartition(":")
        checks = {"/livez": broken, "/readyz": lambda: [*broken(), *not_ready()]}
        self._server = ThreadingHTTPServer((host or "127.0.0.1", int(port)), _handler(checks))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(checks: Checks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            check = checks.get(self.path)
            if check is None:
                self._answer(HTTPStatus.NOT_FOUND, {"status": "unknown path"})
                return
            reasons = check()
            status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
            self._answer(status, {"status": "not ready" if reasons else "ok", "reasons": reasons})

        def _answer(self, status: HTTPStatus, body: dict[str, object]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler
