"""A client that keeps many connections busy: raw sockets, prepared requests, one process of its own.

It reads as little of each answer as it can, so that it takes little of the two cores that it shares.
"""

import multiprocessing
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it. latencies_ms: sorted, of answered requests; statuses: how often each was answered."""

    seconds: float
    latencies_ms: list[float]
    statuses: dict[int, int]
    bodies: list[bytes]

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in milliseconds that this share (0 to 1) of the requests stayed within."""
        return self.latencies_ms[min(len(self.latencies_ms) - 1, int(share * len(self.latencies_ms)))]


def request(path: str, body: bytes, headers: dict[str, str], method: str = "POST") -> bytes:
    """A request as bytes, for a connection that is kept."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def joined(loads: Sequence[Load]) -> Load:
    """Several runs as one; the median run gives the rate, so that one disturbed run does not."""
    rate = median(load.per_second for load in loads)
    latencies = sorted(latency for load in loads for latency in load.latencies_ms)
    statuses: dict[int, int] = {}
    for load in loads:
        for status, times in load.statuses.items():
            statuses[status] = statuses.get(status, 0) + times
    return Load(len(latencies) / rate, latencies, statuses, [])


def send_all(url: str, requests: Sequence[bytes], connections: int, keep_bodies: bool = False) -> Load:
    """Send every request once over `connections` connections at the same time; raises RuntimeError when the client
    process dies."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    client = context.Process(
        target=_client, args=(theirs, url, list(requests), connections, keep_bodies), daemon=True
    )
    client.start()
    theirs.close()
    try:
        result = ours.recv()
    except EOFError:
        raise RuntimeError("the load client died") from None
    client.join()
    return Load(*result)


def _client(pipe: Any, url: str, requests: list[bytes], connections: int, keep_bodies: bool) -> None:
    place = urlsplit(url)
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    bodies: list[bytes] = []
    waiting = iter(requests)
    lock = threading.Lock()

    def work() -> None:
        connection = socket.create_connection((place.hostname, place.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                connection.close()
                return
            started = time.perf_counter()
            connection.sendall(request)
            status, body = _answer(connection)
            took = (time.perf_counter() - started) * 1000
            with lock:
                latencies.append(took)
                statuses[status] = statuses.get(status, 0) + 1
                if keep_bodies:
                    bodies.append(body)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send((time.perf_counter() - started, sorted(latencies), statuses, bodies))


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of one answer that says its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), body


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(65536)
    if not chunk:
        raise ConnectionError("the server closed the connection before it had answered")
    return chunk
