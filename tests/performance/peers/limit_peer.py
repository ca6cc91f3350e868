"""The bare-driver limit: the same messages and documents, moved by pika and pymongo alone."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from tests.performance.peers.limit_worker import (
    NAME,
    PARTITIONS,
    QUEUE_ARGUMENTS,
    body_of,
    properties_of,
    queue_name,
)
from tests.performance.peers.measuring import NOBODY, Mongo, Peer, PeerResult, Servers, confirming, measure
from tests.performance.peers.work import FIRST, SERVICES

_BATCH = 60
"""Messages for each commit where nobody has measured what Coulisse's hold."""


def run(
    amqp_url: str,
    mongodb_url: str,
    cases: int,
    patience: float = 300,
    servers: Servers = NOBODY,
    batches: Mapping[str, float] | None = None,
) -> PeerResult:
    """Cases through five processes without a framework; batches: messages for each commit, by service. Raises
    PeerFailedError."""
    sizes = {service: max(1, round((batches or {}).get(service, _BATCH))) for service in SERVICES}
    queues = [queue_name(service, place) for service in SERVICES for place in range(PARTITIONS)]
    peer = Peer(
        name=NAME,
        command=lambda _: [sys.executable, "-m", "tests.performance.peers.limit_worker"],
        queues=queues,
        exchanges=[],
        feed=_feed,
        closed=_closed,
        environment={"PEER_BATCHES": json.dumps(sizes)},
        declare=_declare,
    )
    return measure(peer, amqp_url, mongodb_url, cases, patience, servers)


def _declare(channel: Any) -> None:
    for service in SERVICES:
        for place in range(PARTITIONS):
            channel.queue_declare(queue_name(service, place), durable=True, arguments=QUEUE_ARGUMENTS)


def _closed(peer: Peer, client: Mongo) -> int:
    """What the last service has noted beside the ids that it handled."""
    total = [{"$group": {"_id": None, "closed": {"$sum": "$closed"}}}]
    return sum(int(row["closed"]) for row in client[peer.database("notifications")].inbox.aggregate(total))


def _feed(amqp_url: str, cases: int) -> None:
    with confirming(amqp_url) as open_channel:
        for case in range(cases):
            open_channel.basic_publish(
                "",
                queue_name(FIRST.service, case % PARTITIONS),
                body_of(FIRST, case),
                properties_of(FIRST, case, FIRST),
            )
