"""What open event streams cost those who hand cases over."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from tests.performance import coulisse
from tests.performance.figures import Notes, at_least
from tests.performance.house import Measured
from tests.performance.load import request
from tests.performance.orders import order
from tests.performance.plan import Plan

PATH = "/v1/events/stream"
_TURNS = 4
_MOST_TRIES = 20
_PAUSE_SECONDS = 0.5


def measure(platform: Measured, plan: Plan, notes: Notes) -> None:
    """Raises RuntimeError where a stream does not open."""
    bodies = [order(number) for number in range(plan.requests // _TURNS)]
    rates: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(_TURNS):
        with platform.standing_still():
            rates[False].append(coulisse.accept(platform, bodies, f"alone-{turn}").per_second)
            with _open_streams(platform, plan.streams):
                rates[True].append(coulisse.accept(platform, bodies, f"streams-{turn}").per_second)
    ratio = sum(rates[True]) / sum(rates[False])
    notes.add(
        "streams_accept_ratio",
        ratio,
        "x",
        f"accepts beside {plan.streams} open event streams against none",
        at_least(0.85),
    )


@contextmanager
def _open_streams(platform: Measured, count: int) -> Iterator[None]:
    with ExitStack() as held:
        for _ in range(count):
            held.enter_context(_opened(platform))
        yield


def _opened(platform: Measured) -> socket.socket:
    """One stream; a busy process lets listeners in a few at a time, and asks the others to come again."""
    place = urlsplit(platform.stream_url)
    asked = request(PATH, b"", {**platform.authorization, "Accept": "text/event-stream"}, "GET")
    answer = b""
    for _ in range(_MOST_TRIES):
        connection = socket.create_connection((place.hostname, place.port), 30)
        connection.sendall(asked)
        answer = connection.recv(65536)
        status = answer.split(b"\r\n", 1)[0]
        if b" 200 " in status:
            return connection
        connection.close()
        if b" 503 " not in status:
            break
        time.sleep(_PAUSE_SECONDS)
    raise RuntimeError(f"GET {PATH} answers {answer[:40]!r} ... {answer[-300:]!r}")
