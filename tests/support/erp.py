"""A stand-in ERP that speaks accounting's protocol over real HTTP, and fails on order.

In a test: `with StandInErp() as erp: ...`; from a shell: `python -m tests.support.erp --port 8090`.

| call | does |
|---|---|
| POST /entries | books each entry under its idempotency key, once; answers one result per entry |
| GET /entries/{key} | the booking of that key, or 404 |
| GET /bookings | all bookings in the order of arrival, to compare with the journal |
| GET /counts | calls by kind and by what became of them |
| PUT /mode | `{"mode", "times", "retry_after", "keys"}`: the next so many calls misbehave (-1: all) |
| POST /reset | forgets bookings, counts and mode |

The modes are listed in `tests/support/erp_books.py`.
"""

import argparse
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from tests.support.erp_books import Books, Orders
from tests.support.host import HOST

LARGEST_REQUEST = 20_000_000
REFUSALS = {"fail": 500, "forbid": 401, "unavailable": 503, "busy": 429}
"""Modes that turn any call on entries down, and with which status."""


class _Handler(BaseHTTPRequestHandler):
    """One connection. The server carries the books."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        books = self.server.books
        if self.path == "/bookings":
            self._answer(200, {"bookings": books.listing()})
        elif self.path == "/counts":
            self._answer(200, books.counted())
        elif self.path.startswith("/entries/") and self._permitted():
            books.count("asked")
            self._asked(unquote(self.path.removeprefix("/entries/")))
        else:
            self._answer(404, {"error": "nothing here"})

    def do_PUT(self) -> None:
        wish = self._json()
        if self.path != "/mode" or not isinstance(wish, dict):
            self._answer(404, {"error": "nothing here"})
            return
        try:
            self.server.books.order(
                Orders(
                    wish.get("mode", "ok"),
                    int(wish.get("times", -1)),
                    str(wish.get("retry_after", "7")),
                    frozenset(wish.get("keys", ())),
                )
            )
        except ValueError as error:
            self._answer(422, {"error": str(error)})
            return
        self._answer(200, wish)

    def do_POST(self) -> None:
        sent = self._json()
        if self.path == "/reset":
            self.server.books.reset()
            self._answer(200, {})
        elif self.path == "/entries" and self._permitted():
            self.server.books.count("posted")
            entries = sent.get("entries") if isinstance(sent, dict) else None
            if not isinstance(entries, list) or not 0 < len(entries) <= 100:
                self._answer(400, {"error": "entries: a list of 1 to 100"})
            else:
                self._entries(entries)
        else:
            self._answer(404, {"error": "nothing here"})

    def _asked(self, key: str) -> None:
        if self._misbehaves(self.server.books.next_orders(*REFUSALS, "hang")):
            return
        booking = self.server.books.find(key)
        if booking is None:
            self._answer(404, {"error": "no entry with this key"})
        else:
            self._answer(200, {"idempotency_key": key, "reference": booking["reference"]})

    def _entries(self, entries: list[dict[str, Any]]) -> None:
        orders = self.server.books.next_orders()
        if orders.mode == "refuse_call" and any(e["idempotency_key"] in orders.keys for e in entries):
            self._answer(422, {"error": "account is closed"})
        elif not self._misbehaves(orders):
            self._book(entries, orders)

    def _misbehaves(self, orders: Orders) -> bool:
        """Whether the call has ended without anything being looked up or booked."""
        if orders.mode == "hang":
            self._hang()
            return True
        status = REFUSALS.get(orders.mode)
        if status is None:
            return False
        pause = orders.retry_after if status in (503, 429) else ""
        self._answer(status, {"error": f"told to {orders.mode}"}, pause)
        return True

    def _book(self, entries: list[dict[str, Any]], orders: Orders) -> None:
        results = []
        for entry in entries:
            key = entry["idempotency_key"]
            if key in orders.keys and orders.mode == "refuse":
                results.append({"idempotency_key": key, "status": 422, "error": "account is closed"})
            elif key in orders.keys and orders.mode == "busy_entries":
                result = {"idempotency_key": key, "status": 429, "retry_after": orders.retry_after}
                results.append(result)
            else:
                results.append(self.server.books.book(entry))
        if orders.mode == "lose_answer":
            self.close_connection = True
        elif orders.mode == "garble":
            self._raw(200, b"<html>fine</html>")
        elif orders.mode == "trickle":
            self._trickle()
        elif orders.mode == "flood":
            self._raw(200, b" " * 2_000_000)
        else:
            if orders.mode == "forget_some":
                results = [one for one in results if one["idempotency_key"] not in orders.keys]
            self._answer(200, {"results": results})

    def _hang(self) -> None:
        self.server.books.wake.wait()
        self.close_connection = True

    def _trickle(self) -> None:
        wake = self.server.books.wake
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.close_connection = True
        while not wake.wait(0.02):
            try:
                self.wfile.write(b" ")
            except (BrokenPipeError, ConnectionResetError):
                return

    def _permitted(self) -> bool:
        token = self.server.books.token
        if not token or self.headers.get("Authorization") == f"Bearer {token}":
            return True
        self._answer(401, {"error": "wrong token"})
        return False

    def _json(self) -> Any:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_REQUEST:
            self.close_connection = True
            return None
        try:
            return json.loads(self.rfile.read(length) or b"null")
        except ValueError:
            return None

    def _answer(self, status: int, body: object, retry_after: str = "") -> None:
        self._raw(status, json.dumps(body).encode(), retry_after)

    def _raw(self, status: int, body: bytes, retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the counts tell."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, books: Books) -> None:
        self.books = books
        self.connections = 0
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news."""


class StandInErp:
    """The ERP on a port of its own on loopback, for as long as the `with` block lasts."""

    def __init__(self, port: int = 0, token: str = "") -> None:
        self.books = Books(token=token)
        self._server = _Server(port, self.books)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def connections(self) -> int:
        """How many connections callers have opened so far."""
        return self._server.connections

    def misbehave(
        self, mode: str, *, times: int = -1, retry_after: str = "7", keys: tuple[str, ...] = ()
    ) -> None:
        """The next `times` calls go wrong in that way; -1 for all of them."""
        self.books.order(Orders(mode, times, retry_after, frozenset(keys)))

    def __enter__(self) -> "StandInErp":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.books.order(Orders())
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in ERP on loopback.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--token", default="", help="what callers must send as Bearer token; none by default")
    chosen = parser.parse_args()
    server = _Server(chosen.port, Books(token=chosen.token))
    print(f"stand-in ERP on http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever(0.2)
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
