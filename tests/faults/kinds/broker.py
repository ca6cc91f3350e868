"""Faults of the broker."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from infra.local.broker import VHOST
from tests.faults.kinds.kind import Kind
from tests.faults.kinds.signals import kill, standing_still
from tests.faults.stage import Stage

_WATERMARK = "0.4"
"""RabbitMQ 3.10's own."""


@contextmanager
def _kill_broker(stage: Stage, random: Random) -> Iterator[str]:
    kill(pid for broker in stage.servers.brokers for pid in broker.pids)
    try:
        yield "every node" if len(stage.servers.brokers) > 1 else "the only one"
    finally:
        stage.servers.revive()


@contextmanager
def _kill_node(stage: Stage, random: Random) -> Iterator[str]:
    place = random.randrange(len(stage.servers.brokers))
    kill(stage.servers.brokers[place].pids)
    try:
        yield f"node {place + 1}"
    finally:
        stage.servers.revive()


@contextmanager
def _stop_broker(stage: Stage, random: Random) -> Iterator[str]:
    place = random.randrange(len(stage.servers.brokers))
    with standing_still(stage.servers.brokers[place].pids):
        yield f"node {place + 1}"


@contextmanager
def _memory_alarm(stage: Stage, random: Random) -> Iterator[str]:
    """A watermark below what the broker needs anyhow: it holds every publisher back until it is raised."""
    broker = stage.servers.brokers[0]
    broker.control("set_vm_memory_high_watermark", "0.0001")
    try:
        yield "node 1"
    finally:
        broker.control("set_vm_memory_high_watermark", _WATERMARK)


@contextmanager
def _full_queues(stage: Stage, random: Random) -> Iterator[str]:
    """One service's queues take no more than a message: the broker refuses the rest, and the outboxes of everybody who
    writes to it fill."""
    service = random.choice(("intake", "validation", "accounting", "logistics", "notifications"))
    broker = stage.servers.brokers[0]
    limit = '{"max-length":1}'
    broker.control("set_policy", "-p", VHOST, "full", rf"^{service}\.", limit, "--apply-to", "queues")
    try:
        yield f"those of {service}"
    finally:
        broker.control("clear_policy", "-p", VHOST, "full")


BROKER = (
    Kind("broker killed", _kill_broker, lasts=(0, 4), kills=True, back_limit=20),
    Kind("broker stopped", _stop_broker, lasts=(3, 12), on=("alone",), back_limit=40),
    Kind("broker node killed", _kill_node, lasts=(6, 9), kills=True, on=("cluster",), flow_limit=5),
    Kind("broker node stopped", _stop_broker, lasts=(3, 8), on=("cluster",)),
    Kind("memory alarm", _memory_alarm, lasts=(2, 8), back_limit=20),
    Kind("full queues and outboxes", _full_queues, lasts=(2, 8), back_limit=20),
)
