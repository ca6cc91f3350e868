"""How a peer is run and timed: its processes started, fed, watched and removed, the same way for each."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pika
import psutil
from pymongo import MongoClient

from tests.performance.consumption import Consumed, consuming, with_children
from tests.performance.peers.storing import connect
from tests.performance.peers.work import SENT_AND_INVOICED, SERVICES

ROOT = Path(__file__).resolve().parents[3]
START_WITHIN = 60.0
Mongo = MongoClient[dict[str, Any]]
Servers = Mapping[str, Sequence[psutil.Process]]
NOBODY: Servers = {}


class PeerFailedError(Exception):
    """A peer did not start, died, or stood still; says what its last words were."""


@dataclass(frozen=True, slots=True)
class PeerResult:
    """cases: how many were closed; seconds: from the first publish until the last of them was closed; consumed:
    what its own processes (`peer`) and the servers took of the processors in that time."""

    cases: int
    seconds: float
    consumed: Consumed

    @property
    def per_second(self) -> float:
        return self.cases / self.seconds


def seen_both(peer: "Peer", client: Mongo) -> int:
    """Cases that know of their invoice and of their shipment."""
    both = {"seen": {"$all": list(SENT_AND_INVOICED)}}
    return client[peer.database("intake")].cases.count_documents(both)


@dataclass(frozen=True)
class Peer:
    """What differs between peers.

    name: begins the names of everything it makes in the broker and the database; command: how one service is
    started; queues: those it consumes; left_queues: others that it declares; exchanges: all that it declares; feed:
    publishes the first message of so many cases; closed: how many cases are done; environment: what its processes
    are told beside; declare: makes on a channel the queues that its processes expect to be there.
    """

    name: str
    command: Callable[[str], Sequence[str]]
    queues: Sequence[str]
    exchanges: Sequence[str]
    feed: Callable[[str, int], None]
    left_queues: Sequence[str] = ()
    closed: Callable[["Peer", Mongo], int] = seen_both
    environment: Mapping[str, str] = field(default_factory=dict)
    declare: Callable[[Any], None] = lambda _channel: None

    def database(self, service: str) -> str:
        return f"{self.name}_{service}"


def measure(
    peer: Peer,
    amqp_url: str,
    mongodb_url: str,
    cases: int,
    patience: float,
    servers: Servers,
) -> PeerResult:
    """Run so many cases through the peer and remove everything it made.

    Raises PeerFailedError when a process dies or does not consume within a minute, or when not all cases are closed
    within `patience` seconds.
    """
    with ExitStack() as held:
        client = held.enter_context(connect(mongodb_url))
        held.callback(_remove, peer, amqp_url, client)
        _remove(peer, amqp_url, client)
        with channel(amqp_url) as open_channel:
            peer.declare(open_channel())
        urls = {"AMQP_URL": amqp_url, "MONGODB_URL": mongodb_url, "PYTHONWARNINGS": "ignore"}
        processes = held.enter_context(_processes(peer, urls | dict(peer.environment)))
        _await_consumers(peer, amqp_url, processes)
        pids = [process.pid for process in processes.values()]
        with consuming(lambda: {"peer": with_children(pids), **servers}) as consumed:
            started = time.perf_counter()
            peer.feed(amqp_url, cases)
            _await_closed(peer, client, cases, started + patience, processes)
            seconds = time.perf_counter() - started
        return PeerResult(cases, seconds, consumed)


@contextmanager
def _processes(peer: Peer, environ: Mapping[str, str]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """One process per service, ended whatever happens."""
    with tempfile.TemporaryDirectory() as logs, ExitStack() as held:
        processes: dict[str, subprocess.Popen[bytes]] = {}
        for service in SERVICES:
            log = held.enter_context((Path(logs) / service).open("w+b"))
            processes[service] = subprocess.Popen(
                peer.command(service),
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environ, "PEER_SERVICE": service},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            held.callback(_end, processes[service])
        try:
            yield processes
        except PeerFailedError as error:
            words = [(Path(logs) / service).read_text(errors="replace")[-800:] for service in SERVICES]
            raise PeerFailedError("\n".join([str(error), *words])) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; after ten seconds, end it and its children."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait(10)


def _await_consumers(peer: Peer, amqp_url: str, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.perf_counter() + START_WITHIN
    missing = set(peer.queues)
    with channel(amqp_url) as open_channel:
        while missing:
            _check(peer, processes, deadline, f"nobody consumes {sorted(missing)}")
            time.sleep(0.2)
            missing = {queue for queue in missing if not _consumed(open_channel(), queue)}


def _await_closed(
    peer: Peer,
    client: Mongo,
    cases: int,
    deadline: float,
    processes: Mapping[str, subprocess.Popen[bytes]],
) -> None:
    """Four counts a second of a few hundred documents cost the peer next to nothing."""
    while (closed := peer.closed(peer, client)) < cases:
        _check(peer, processes, deadline, f"{closed} of {cases} cases closed")
        time.sleep(0.25)


def _check(
    peer: Peer, processes: Mapping[str, subprocess.Popen[bytes]], deadline: float, standing: str
) -> None:
    dead = [service for service, process in processes.items() if process.poll() is not None]
    if dead:
        raise PeerFailedError(f"{peer.name}: {', '.join(dead)} ended early")
    if time.perf_counter() > deadline:
        raise PeerFailedError(f"{peer.name}: out of time, {standing}")


def _remove(peer: Peer, amqp_url: str, client: Mongo) -> None:
    with channel(amqp_url) as open_channel:
        for queue in (*peer.queues, *peer.left_queues):
            open_channel().queue_delete(queue)
        for exchange in peer.exchanges:
            open_channel().exchange_delete(exchange)
    for service in SERVICES:
        client.drop_database(peer.database(service))


@contextmanager
def channel(amqp_url: str) -> Iterator[Callable[[], Any]]:
    """A connection, and a function that gives its open channel: the broker closes one that asks for what is not
    there."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
    current: list[Any] = []

    def open_channel() -> Any:
        if not current or current[-1].is_closed:
            current.append(connection.channel())
        return current[-1]

    try:
        yield open_channel
    finally:
        connection.close()


@contextmanager
def confirming(amqp_url: str) -> Iterator[Any]:
    """A channel that waits for each confirm: what nobody confirms may be lost when the connection is closed behind
    it."""
    with channel(amqp_url) as open_channel:
        confirmed = open_channel()
        confirmed.confirm_delivery()
        yield confirmed


def _consumed(open_channel: Any, queue: str) -> bool:
    try:
        return bool(open_channel.queue_declare(queue, passive=True).method.consumer_count)
    except pika.exceptions.ChannelClosedByBroker:
        return False


def script(name: str) -> str:
    """A command that is installed beside this Python."""
    return str(Path(sys.executable).with_name(name))
