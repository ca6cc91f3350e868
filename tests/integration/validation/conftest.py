"""A real MongoDB replica set: the one that MONGODB_URL names, or the tests' own stack; each test gets
databases of its own."""

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from shared.persistence.documents import INDEXES, DocumentStore
from shared.persistence.mongo import apply_indexes, connect
from tests.integration.validation.clock import Clock

Mongo = MongoClient[dict[str, Any]]


@pytest.fixture(scope="session")
def mongodb_url(request: pytest.FixtureRequest) -> str:
    return os.environ.get("MONGODB_URL") or str(request.getfixturevalue("stack").mongodb_admin_url)


@pytest.fixture(scope="session")
def mongo(mongodb_url: str) -> Iterator[Mongo]:
    with connect(mongodb_url) as client:
        yield client


@pytest.fixture
def database_name(mongo: Mongo) -> Iterator[str]:
    name = f"test_validation_{uuid4().hex[:12]}"
    yield name
    mongo.drop_database(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(mongo: Mongo, database_name: str, clock: Clock) -> DocumentStore:
    for collection, index in INDEXES:
        apply_indexes(mongo[database_name][collection], (index,))
    return DocumentStore(mongo, clock, database_name)
