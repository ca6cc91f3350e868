"""The peers do all their work and leave nothing behind."""

from types import ModuleType

import pytest
import requests
from pymongo import MongoClient

from infra.local.stack import LocalStack
from tests.performance.peers import celery_peer, limit_peer, nameko_peer


@pytest.mark.parametrize("peer", [nameko_peer, celery_peer, limit_peer])
def test_a_peer_closes_its_cases_and_leaves_nothing(peer: ModuleType, stack: LocalStack) -> None:
    before = _names(stack)

    result = peer.run(stack.amqp_admin_url, stack.mongodb_admin_url, 5, patience=60)

    assert result.cases == 5
    assert 0 < result.seconds < 60
    assert result.consumed.seconds["peer"] > 0
    assert _names(stack) == before


def _names(stack: LocalStack) -> set[str]:
    names: set[str] = set()
    for kind in ("queues", "exchanges"):
        answer = requests.get(f"{stack.management_url}/api/{kind}/coulisse", timeout=10)
        names |= {f"{kind} {one['name']}" for one in answer.json()}
    with MongoClient[dict[str, object]](stack.mongodb_admin_url) as client:
        return names | set(client.list_database_names())
