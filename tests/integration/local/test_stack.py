"""A private stack survives what happens on a developer's machine."""

import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pika
from pymongo import MongoClient, WriteConcern

from infra.local.ports import is_free
from infra.local.processes import processes_of
from infra.local.stack import LocalStack
from tests.support.processes import wait_until

_QUEUE = "kept"


def client_at(url: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(url)


def publish(stack: LocalStack, body: bytes) -> None:
    with pika.BlockingConnection(pika.URLParameters(stack.amqp_admin_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(_QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        channel.basic_publish("", _QUEUE, body, pika.BasicProperties(delivery_mode=2), mandatory=True)


def take(stack: LocalStack) -> bytes | None:
    with pika.BlockingConnection(pika.URLParameters(stack.amqp_admin_url)) as connection:
        body: bytes | None = connection.channel().basic_get(_QUEUE, auto_ack=True)[2]
        return body


def remember(stack: LocalStack, name: str) -> None:
    with client_at(stack.mongodb_admin_url) as client:
        client.kept.facts.with_options(write_concern=WriteConcern("majority", j=True)).insert_one(
            {"_id": name}
        )


def remembers(stack: LocalStack, name: str) -> bool:
    with client_at(stack.mongodb_admin_url) as client:
        return client.kept.facts.find_one({"_id": name}) is not None


@contextmanager
def a_stranger_on(port: int) -> Iterator[None]:
    """A server that hangs up on whoever calls."""
    with socketserver.TCPServer(("127.0.0.1", port), socketserver.BaseRequestHandler, False) as server:
        server.allow_reuse_address = True
        server.server_bind()
        server.server_activate()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def listening_addresses(pid: int) -> set[str]:
    """The IPv4 and IPv6 addresses, in the kernel's hexadecimal, on which that process listens."""
    sockets = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(descriptor) if descriptor.is_symlink() else ""
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in sockets:
                addresses.add(columns[1].rpartition(":")[0])
    return addresses


def test_starting_what_runs_changes_nothing(running: LocalStack) -> None:
    before = (running.broker.pids, running.database.pids, running.ports)

    running.start()

    assert (running.broker.pids, running.database.pids, running.ports) == before
    assert len(running.broker.pids) == len(running.database.pids) == 1


def test_everything_listens_on_loopback_only(running: LocalStack) -> None:
    pids = [*processes_of(running.folder, "broker"), *processes_of(running.folder, "database")]

    addresses = {address for pid in pids for address in listening_addresses(pid)}

    assert addresses <= {"0100007F", "00000000000000000000000001000000"}
    assert "0100007F" in addresses


def test_what_was_stored_survives_a_stop(running: LocalStack) -> None:
    publish(running, b"before the stop")
    remember(running, "before the stop")

    running.stop()
    left = [*processes_of(running.folder, "broker"), *processes_of(running.folder, "database")]
    running.start()

    assert left == []
    assert take(running) == b"before the stop"
    assert remembers(running, "before the stop")


def test_a_killed_run_does_not_block_the_next(running: LocalStack) -> None:
    publish(running, b"before the kill")
    remember(running, "before the kill")
    ports = running.ports

    for pid in [*running.broker.pids, *running.database.pids]:
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: not running.broker.pids and not running.database.pids, 20, "the kernel has buried them"
    )
    running.start()

    assert take(running) == b"before the kill"
    assert remembers(running, "before the kill")
    assert running.ports == ports


def test_a_port_that_a_stranger_took_is_replaced(running: LocalStack) -> None:
    remember(running, "before the move")
    running.stop()
    before = running.ports
    with a_stranger_on(before["mongodb"]), a_stranger_on(before["amqp"]):
        running.start()

        after = running.ports
        assert after["mongodb"] != before["mongodb"]
        assert after["amqp"] != before["amqp"]
        assert remembers(running, "before the move")
        publish(running, b"after the move")
        assert take(running) == b"after the move"


def test_two_stacks_run_side_by_side(running: LocalStack, folders: Path) -> None:
    neighbour = LocalStack(folders / "two", cache_gigabytes=0.25)
    try:
        neighbour.start()
        publish(running, b"mine")
        remember(running, "mine")
        publish(neighbour, b"yours")

        assert take(running) == b"mine"
        assert take(neighbour) == b"yours"
        assert not remembers(neighbour, "mine")
        assert not set(running.ports.values()) & set(neighbour.ports.values())
    finally:
        neighbour.stop()

    assert len(running.broker.pids) == 1
    assert all(is_free(port) for port in neighbour.ports.values())


def test_the_broker_has_no_guest(running: LocalStack) -> None:
    port = running.ports["amqp"]
    guest = pika.URLParameters(f"amqp://guest:guest@127.0.0.1:{port}/coulisse")

    refused = False
    try:
        pika.BlockingConnection(guest).close()
    except pika.exceptions.ProbableAuthenticationError:
        refused = True

    assert refused
