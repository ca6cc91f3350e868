"""A receiver of webhooks that behaves as it is told: for tests, and for the demo.

`python -m tests.support.webhook_receiver --port 9001 --secret whsec_...` listens on 127.0.0.1. It takes
webhooks on every path but /_control; there, GET lists what came, DELETE forgets it, and PUT changes the
behaviour, such as `{"kind": "answer", "status": 503, "retry_after": "120", "times": 3}` (see `Behaviour`), or
the secrets: `{"secrets": ["whsec_..."]}`.
"""

import json
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from time import monotonic, time
from types import TracebackType
from typing import Any, Literal

import click
from standardwebhooks import Webhook, WebhookVerificationError

from tests.support.host import HOST

CONTROL = "/_control"
Kind = Literal["answer", "refuse", "hang", "drip_head", "drip_body"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What to do with the next webhooks.

    answer: `status`, with Retry-After and Location when given; refuse: close without a word; hang: say
    nothing until told otherwise; drip_head, drip_body: a valid answer, one byte every `every` seconds. times:
    for how many webhooks, after which they are answered 204 again; None is for ever.
    """

    kind: Kind = "answer"
    status: int = 204
    retry_after: str | None = None
    location: str | None = None
    every: float = 0.05
    times: int | None = None


FINE = Behaviour()


@dataclass(frozen=True, slots=True)
class Received:
    """One request. verified: whether a secret of the receiver's verifies it; answered: 0 when it got no
    answer."""

    id: str
    path: str
    host: str
    headers: dict[str, str]
    body: str
    verified: bool
    answered: int
    at: float

    @property
    def payload(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.body)
        return loaded


class WebhookReceiver:
    """A real HTTP server on 127.0.0.1, as a context manager; with `tls` it speaks HTTPS."""

    def __init__(
        self, secrets: Sequence[str] = (), *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.secrets = list(secrets)
        self._behaviour = FINE
        self._received: list[Received] = []
        self._changed = Condition()
        self._released = Event()
        self._server = _Server((HOST, port), self, tls)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "WebhookReceiver":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/hook", host: str = HOST, scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def received(self) -> list[Received]:
        with self._changed:
            return list(self._received)

    def behave(self, kind: Kind = "answer", **details: Any) -> None:
        """From the next webhook on; `times=3` for three of them only. Whoever hangs is let go."""
        with self._changed:
            self._behaviour = replace(FINE, kind=kind, **details)
            self._released.set()
            self._released = Event()

    def forget(self) -> None:
        with self._changed:
            self._received.clear()

    def wait_for(self, predicate: Callable[[list[Received]], bool], within: float = 60.0) -> list[Received]:
        """What came, once the predicate holds for it. Raises AssertionError after `within` seconds."""
        until = monotonic() + within
        with self._changed:
            while not predicate(self._received):
                left = until - monotonic()
                if left <= 0:
                    came = [(one.id, one.answered, one.verified) for one in self._received]
                    raise AssertionError(f"not within {within:g} s; what came: {came}")
                self._changed.wait(left)
            return list(self._received)

    def more_than(self, seen: int) -> list[Received]:
        """What came after the first `seen` webhooks; waits for as long as that is nothing."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._received) > seen)
            return self._received[seen:]

    def next_behaviour(self) -> tuple[Behaviour, Event]:
        """What to do with the request that just came, and what ends its hanging."""
        with self._changed:
            chosen = self._behaviour
            if chosen.times is not None:
                left = chosen.times - 1
                self._behaviour = replace(chosen, times=left) if left > 0 else FINE
            return chosen, self._released

    def record(self, received: Received) -> None:
        with self._changed:
            self._received.append(received)
            self._changed.notify_all()

    def verifies(self, body: bytes, headers: dict[str, str]) -> bool:
        return any(_verifies(secret, body, headers) for secret in self.secrets)


def _verifies(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(
        self, address: tuple[str, int], receiver: WebhookReceiver, tls: ssl.SSLContext | None
    ) -> None:
        self.receiver = receiver
        super().__init__(address, _Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that gives up in the middle is part of the game; everything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30.0

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests look at what was recorded."""

    def do_POST(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        behaviour, released = receiver.next_behaviour()
        answers = behaviour.kind == "answer"
        receiver.record(
            Received(
                id=headers.get("webhook-id", ""),
                path=self.path,
                host=headers.get("host", ""),
                headers=headers,
                body=body.decode(),
                verified=receiver.verifies(body, headers),
                answered=behaviour.status if answers else 0,
                at=time(),
            )
        )
        match behaviour.kind:
            case "answer":
                self._answer(behaviour)
            case "refuse":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "hang":
                released.wait(60)
            case "drip_head":
                self._drip(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 10_000, behaviour, released)
            case "drip_body":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
                self._drip(b"x" * 10_000, behaviour, released)
        self.close_connection = True

    def do_GET(self) -> None:
        self._control(lambda: [asdict(one) for one in self.server.receiver.received])

    def do_DELETE(self) -> None:
        self._control(self.server.receiver.forget)

    def do_PUT(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        if "secrets" in wanted:
            self.server.receiver.secrets = wanted.pop("secrets")
        self._control(lambda: self.server.receiver.behave(**wanted) if wanted else None)

    def _control(self, answer: Callable[[], Any]) -> None:
        if self.path != CONTROL:
            self.send_error(404)
            return
        text = json.dumps(answer()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _answer(self, behaviour: Behaviour) -> None:
        self.send_response(behaviour.status)
        for name, value in (("Retry-After", behaviour.retry_after), ("Location", behaviour.location)):
            if value is not None:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self, text: bytes, behaviour: Behaviour, released: Event) -> None:
        for place in range(len(text)):
            if released.wait(behaviour.every):
                return
            self.wfile.write(text[place : place + 1])
            self.wfile.flush()


@click.command()
@click.option("--port", default=9001, show_default=True, help="On 127.0.0.1.")
@click.option("--secret", "secrets", multiple=True, help="whsec_...; several during a rotation.")
def main(port: int, secrets: tuple[str, ...]) -> None:
    """Receive webhooks and show each in one line, until interrupted."""
    with WebhookReceiver(secrets, port=port) as receiver:
        click.echo(f"listening on {receiver.url('/')}, control at {receiver.url(CONTROL)}")
        shown = 0
        while True:
            for one in receiver.more_than(shown):
                sign = "verified" if one.verified else "NOT verified"
                click.echo(f"{one.id} {one.payload.get('type', '?')} {sign}, answered {one.answered}")
                shown += 1


if __name__ == "__main__":
    main()
