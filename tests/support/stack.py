"""The real broker and database for tests: a private stack of their own, or the servers that are given."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pymongo import MongoClient

from infra.broker.apply import apply_topology
from infra.local.stack import LocalStack
from shared.contracts.catalogue import SERVICES
from shared.contracts.topology import topology
from shared.persistence.mongo import apply_indexes, connect
from shared.persistence.mongo_store import RUNTIME_INDEXES

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
FOLDER = Path(__file__).resolve().parents[2] / ".local" / f"tests{_WORKER}"


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """Started for the whole run, with the topology applied."""
    stack = LocalStack(FOLDER)
    stack.start()
    try:
        apply_topology(stack.amqp_admin_url)
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def clean_stack(stack: LocalStack) -> LocalStack:
    """The same with empty queues and empty databases."""
    purge_queues(stack)
    with connect(stack.mongodb_admin_url) as client:
        empty_databases(client)
    return stack


def empty_databases(client: MongoClient[dict[str, Any]]) -> None:
    """Drop Coulisse's databases and create the runtime's indexes anew."""
    for name in client.list_database_names():
        if name.startswith("coulisse_"):
            client.drop_database(name)
    for service in SERVICES:
        for collection, index in RUNTIME_INDEXES:
            apply_indexes(client[f"coulisse_{service}"][collection], (index,))


def purge_queues(stack: LocalStack) -> None:
    """Empty every queue through the management interface."""
    assert stack.management_url is not None
    for queue in topology().queues:
        response = requests.delete(
            f"{stack.management_url}/api/queues/coulisse/{queue.name}/contents", timeout=10
        )
        response.raise_for_status()
