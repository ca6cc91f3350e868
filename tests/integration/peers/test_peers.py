"""The peers do all their work and leave nothing behind."""

from types import ModuleType

import pytest
import requests
from pymongo import MongoClient

from infra.local.stack import LocalStack
from tests.performance.peers import celery_peer, limit_peer, nameko_peer
from tests.performance.peers.measuring import PeerFailedError, PeerResult


@pytest.mark.parametrize("peer", [nameko_peer, celery_peer, limit_peer])
def test_a_peer_closes_its_cases_and_leaves_nothing(peer: ModuleType, stack: LocalStack) -> None:
    before = _names(stack)

    result = _run(peer, stack)

    assert result.cases == 5
    assert 0 < result.seconds < 60
    assert result.consumed.seconds["peer"] > 0
    assert _names(stack) == before


def _run(peer: ModuleType, stack: LocalStack) -> PeerResult:
    """Peers are fed without confirms, so that one may lose a case, as Coulisse may not: then it is asked once more."""
    try:
        return _asked(peer, stack)
    except PeerFailedError:
        return _asked(peer, stack)


def _asked(peer: ModuleType, stack: LocalStack) -> PeerResult:
    result: PeerResult = peer.run(stack.amqp_admin_url, stack.mongodb_admin_url, 5, patience=60)
    return result


def _names(stack: LocalStack) -> set[str]:
    names: set[str] = set()
    for kind in ("queues", "exchanges"):
        answer = requests.get(f"{stack.management_url}/api/{kind}/coulisse", timeout=10)
        names |= {f"{kind} {one['name']}" for one in answer.json()}
    with MongoClient[dict[str, object]](stack.mongodb_admin_url) as client:
        return names | set(client.list_database_names())
