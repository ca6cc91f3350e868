"""The same work in Celery: acknowledged late, prefork."""

import sys

from tests.performance.peers.celery_worker import NAME, application, queue_name
from tests.performance.peers.measuring import NOBODY, Peer, PeerResult, Servers, measure
from tests.performance.peers.storing import body
from tests.performance.peers.work import FIRST, SERVICES

_DELAYS = [f"celery_delayed_{level}" for level in range(28)]
"""Queues and exchanges that a worker declares for delayed tasks as soon as it sees a quorum queue."""


def run(
    amqp_url: str, mongodb_url: str, cases: int, patience: float = 300, servers: Servers = NOBODY
) -> PeerResult:
    """Cases through five Celery workers. Raises PeerFailedError."""
    peer = Peer(
        name=NAME,
        command=lambda _: [sys.executable, "-m", "tests.performance.peers.celery_worker"],
        queues=[queue_name(service) for service in SERVICES],
        left_queues=_DELAYS,
        exchanges=[NAME, *_DELAYS, "celery_delayed_delivery"],
        feed=_feed,
    )
    return measure(peer, amqp_url, mongodb_url, cases, patience, servers)


def _feed(amqp_url: str, cases: int) -> None:
    with application(amqp_url) as app, app.producer_pool.acquire(block=True) as producer:
        for case in range(cases):
            app.send_task(FIRST.message, args=[body(FIRST, case)], producer=producer)
