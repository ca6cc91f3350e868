"""The broker's exchanges, queues and bindings: declared here once, derived from the messages.

A queue's arguments cannot be changed once it exists: other arguments need another name. `fingerprint` stands for the
whole; it is the name of an exchange that the set-up declares last, so that a service can see at its start, without any
right to configure, whether the broker is as it expects.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from shared.contracts.catalogue import MESSAGES, SERVICES
from shared.contracts.message import LANES, PARTITIONS

EXCHANGE = "coulisse"
RETURN_EXCHANGE = "coulisse.return"
DEAD_EXCHANGE = "coulisse.dead"
LADDER_SECONDS = (1, 5, 30, 120, 600, 3600)
"""Waiting times of the rungs. A message climbs one rung per failed attempt."""

DELIVERY_LIMIT = 10_000
"""Large, since a killed consumer charges its whole prefetch; what passes it is dead-lettered, never dropped."""


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Binding:
    exchange: str
    queue: str
    key: str


@dataclass(frozen=True, slots=True)
class Topology:
    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]

    @property
    def fingerprint(self) -> str:
        """Name of the exchange that says: everything above is declared, exactly so."""
        return "coulisse.topology." + blake2b(repr(self).encode(), digest_size=8).hexdigest()


def queue_name(service: str, lane: str, partition: int) -> str:
    return f"{service}.{lane}.{partition}"


def dead_queue(service: str) -> str:
    """Where messages go that passed the delivery limit; the service keeps them in its failed store."""
    return f"{service}.dead"


def queues_of(service: str) -> tuple[str, ...]:
    """All queues that a service consumes."""
    lanes = (queue_name(service, lane, partition) for lane in LANES for partition in range(PARTITIONS))
    return (*lanes, dead_queue(service))


def rung_exchange(seconds: int) -> str:
    return f"coulisse.ladder.{seconds}s"


def _work_queue(service: str, lane: str, partition: int) -> Queue:
    return Queue(
        queue_name(service, lane, partition),
        {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD_EXCHANGE,
            "x-dead-letter-routing-key": dead_queue(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def _rung_queue(seconds: int) -> Queue:
    """A time-to-live for the whole queue: one per message would block at the head."""
    return Queue(
        rung_exchange(seconds),
        {
            "x-queue-type": "quorum",
            "x-message-ttl": seconds * 1000,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": RETURN_EXCHANGE,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def topology() -> Topology:
    """What the broker must have."""
    work = [
        (service, lane, partition)
        for service in SERVICES
        for lane in LANES
        for partition in range(PARTITIONS)
    ]
    bindings = [
        Binding(EXCHANGE, queue_name(service, lane, partition), f"{lane}.{partition}.{kind.definition.type}")
        for service, lane, partition in work
        for kind in MESSAGES
        if service in kind.definition.receivers
    ]
    bindings += [Binding(RETURN_EXCHANGE, queue_name(*place), queue_name(*place)) for place in work]
    bindings += [Binding(DEAD_EXCHANGE, dead_queue(service), dead_queue(service)) for service in SERVICES]
    bindings += [Binding(rung_exchange(s), rung_exchange(s), "") for s in LADDER_SECONDS]
    return Topology(
        exchanges=(
            Exchange(EXCHANGE, "topic"),
            Exchange(RETURN_EXCHANGE, "direct"),
            Exchange(DEAD_EXCHANGE, "direct"),
            *(Exchange(rung_exchange(seconds), "fanout") for seconds in LADDER_SECONDS),
        ),
        queues=(
            *(_work_queue(*place) for place in work),
            *(
                Queue(dead_queue(service), {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000})
                for service in SERVICES
            ),
            *(_rung_queue(seconds) for seconds in LADDER_SECONDS),
        ),
        bindings=tuple(bindings),
    )
