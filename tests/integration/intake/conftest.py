"""A database of its own for each test, with intake's indexes."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo.database import Database

from infra.local.stack import LocalStack
from services.intake.collections import COLLECTIONS
from shared.persistence.mongo import apply_indexes, connect
from shared.persistence.mongo_store import RUNTIME_INDEXES


@pytest.fixture
def database(stack: LocalStack) -> Iterator[Database[dict[str, Any]]]:
    with connect(stack.mongodb_admin_url) as client:
        made = client[f"test_intake_{uuid4().hex[:12]}"]
        for collection in COLLECTIONS:
            made.create_collection(collection.name)
            apply_indexes(made[collection.name], collection.indexes)
        for name, index in RUNTIME_INDEXES:
            apply_indexes(made[name], (index,))
        yield made
        client.drop_database(made.name)
