"""The same work in plain nameko."""

import json

import pika

from tests.performance.peers.measuring import NOBODY, Peer, PeerResult, Servers, confirming, measure, script
from tests.performance.peers.storing import body
from tests.performance.peers.work import FIRST, HOPS, SERVICES, senders_of

NAME = "peer_nameko"
_HERE = "tests.performance.peers"


def run(
    amqp_url: str, mongodb_url: str, cases: int, patience: float = 300, servers: Servers = NOBODY
) -> PeerResult:
    """Cases through five nameko processes. Raises PeerFailedError."""
    peer = Peer(
        name=NAME,
        command=lambda service: [
            script("nameko"),
            "run",
            "--config",
            "tests/performance/peers/nameko.yaml",
            f"{_HERE}.nameko_services:{service.title()}",
        ],
        queues=[
            f"evt-{NAME}_{sender}-{hop.message}--{NAME}_{hop.service}.{hop.message.replace('.', '_')}_of_{sender}"
            for hop in HOPS
            for sender in senders_of(hop.message)
        ],
        exchanges=[f"{NAME}_{sender}.events" for sender in ("door", *SERVICES)],
        feed=_feed,
    )
    return measure(peer, amqp_url, mongodb_url, cases, patience, servers)


def _feed(amqp_url: str, cases: int) -> None:
    persistent = pika.BasicProperties(
        content_type="application/json", content_encoding="utf-8", delivery_mode=2
    )
    with confirming(amqp_url) as open_channel:
        for case in range(cases):
            open_channel.basic_publish(
                f"{NAME}_door.events", FIRST.message, json.dumps(body(FIRST, case)).encode(), persistent
            )
