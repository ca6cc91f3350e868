"""A stand-in ERP that speaks accounting's protocol over real HTTP, and fails on order.

In a test: `with StandInErp() as erp: ...`; from a shell: `python -m tests.support.erp --port 8090`.

| call | does |
|---|---|
| POST /entries | books each entry under its idempotency key, once; answers one result per entry |
| GET /entries/{key} | the booking of that key, or 404 |
| GET /bookings | all bookings in the order of arrival, to compare with the journal |
| GET /counts | calls by kind and by what became of them |
| PUT /mode | `{"mode": ..., "times": n, "retry_after": s, "keys": [...]}`: the next n calls misbehave (-1: all) |
| POST /reset | forgets bookings, counts and mode |
"""

import argparse
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

MODES = {
    "ok": "does what it should",
    "fail": "answers 500 before booking anything",
    "hang": "books nothing and answers only when stopped or reset",
    "unavailable": "answers 503 with Retry-After",
    "busy": "answers 429 with Retry-After",
    "lose_answer": "books, then closes the connection without an answer",
    "refuse": "refuses the entries named in `keys` with 422 in their results, and books the others",
    "refuse_call": "answers 422 to any call that carries one of `keys`",
    "busy_entries": "answers 429 with retry_after in the results of `keys`, and books the others",
    "forbid": "answers 401",
    "garble": "books, then answers something that is not JSON",
    "flood": "books, then answers two million bytes",
    "forget_some": "books all, but its answer leaves out `keys`",
}
LARGEST_REQUEST = 20_000_000


@dataclass
class Orders:
    """How the next calls are to misbehave; times: how many, -1 for all."""

    mode: str = "ok"
    times: int = -1
    retry_after: str = "7"
    keys: frozenset[str] = frozenset()


@dataclass
class Books:
    """What the ERP has booked; every access holds the lock."""

    token: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    orders: Orders = field(default_factory=Orders)
    bookings: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wake: threading.Event = field(default_factory=threading.Event)

    def next_orders(self) -> Orders:
        """The orders for one call; they wear out."""
        with self.lock:
            orders = self.orders
            if orders.times == 0:
                return Orders()
            if orders.times > 0:
                orders.times -= 1
            self.counts[f"mode.{orders.mode}"] += 1
            return Orders(orders.mode, orders.times, orders.retry_after, orders.keys)

    def order(self, orders: Orders) -> None:
        if orders.mode not in MODES:
            raise ValueError(f"no mode {orders.mode!r}; there are {', '.join(MODES)}")
        with self.lock:
            self.orders = orders
            self.wake.set()
            self.wake = threading.Event()

    def book(self, entry: dict[str, Any]) -> dict[str, Any]:
        """One result; the same key again is the same booking, with other content a conflict."""
        key = entry["idempotency_key"]
        with self.lock:
            before = self.bookings.get(key)
            if before is None:
                reference = f"ERP-{len(self.bookings) + 1:06d}"
                self.bookings[key] = {"reference": reference, "entry": entry}
                self.counts["booked"] += 1
                return {"idempotency_key": key, "status": 201, "reference": reference}
            self.counts["repeated"] += 1
            if before["entry"] != entry:
                return {"idempotency_key": key, "status": 409, "error": "another entry has this key"}
            return {"idempotency_key": key, "status": 200, "reference": before["reference"]}

    def find(self, key: str) -> dict[str, Any] | None:
        with self.lock:
            return self.bookings.get(key)

    def listing(self) -> list[dict[str, Any]]:
        with self.lock:
            return [{"idempotency_key": key, **booking} for key, booking in self.bookings.items()]

    def reset(self) -> None:
        self.order(Orders())
        with self.lock:
            self.bookings.clear()
            self.counts.clear()


class _Handler(BaseHTTPRequestHandler):
    """One connection. The server carries the books."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        books = self.server.books
        if self.path == "/bookings":
            self._answer(200, {"bookings": books.listing()})
        elif self.path == "/counts":
            with books.lock:
                counts = dict(books.counts)
            self._answer(200, counts)
        elif self.path.startswith("/entries/") and self._permitted():
            books.counts["asked"] += 1
            self._asked(unquote(self.path.removeprefix("/entries/")))
        else:
            self._answer(404, {"error": "nothing here"})

    def do_PUT(self) -> None:  # noqa: N802
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

    def do_POST(self) -> None:  # noqa: N802
        sent = self._json()
        if self.path == "/reset":
            self.server.books.reset()
            self._answer(200, {})
        elif self.path == "/entries" and self._permitted():
            self.server.books.counts["posted"] += 1
            entries = sent.get("entries") if isinstance(sent, dict) else None
            if not isinstance(entries, list) or not 0 < len(entries) <= 100:
                self._answer(400, {"error": "entries: a list of 1 to 100"})
            else:
                self._entries(entries)
        else:
            self._answer(404, {"error": "nothing here"})

    def _asked(self, key: str) -> None:
        orders = self.server.books.next_orders() if self.server.books.orders.mode == "hang" else Orders()
        if orders.mode == "hang":
            self._hang()
            return
        booking = self.server.books.find(key)
        if booking is None:
            self._answer(404, {"error": "no entry with this key"})
        else:
            self._answer(200, {"idempotency_key": key, "reference": booking["reference"]})

    def _entries(self, entries: list[dict[str, Any]]) -> None:
        orders = self.server.books.next_orders()
        refusal = {"fail": 500, "forbid": 401, "unavailable": 503, "busy": 429}.get(orders.mode)
        if orders.mode == "refuse_call" and any(e["idempotency_key"] in orders.keys for e in entries):
            refusal = 422
        if refusal is not None:
            pause = orders.retry_after if refusal in (503, 429) else ""
            self._answer(refusal, {"error": f"told to {orders.mode}"}, pause)
        elif orders.mode == "hang":
            self._hang()
        else:
            self._book(entries, orders)

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
        elif orders.mode == "flood":
            self._raw(200, b" " * 2_000_000)
        else:
            if orders.mode == "forget_some":
                results = [one for one in results if one["idempotency_key"] not in orders.keys]
            self._answer(200, {"results": results})

    def _hang(self) -> None:
        self.server.books.wake.wait()
        self.close_connection = True

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
        super().__init__(("127.0.0.1", port), _Handler)

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
        return f"http://127.0.0.1:{self._server.server_address[1]}"

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
