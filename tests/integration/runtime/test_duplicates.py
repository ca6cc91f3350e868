"""What the database calls a duplicate: a handled message, an entity made meanwhile, a record added twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from infra.local.stack import LocalStack
from shared.contracts.decision import Collection
from shared.contracts.errors import ConflictError
from shared.persistence.mongo import apply_indexes, connect
from shared.persistence.mongo_store import RUNTIME_INDEXES, MongoStore
from shared.persistence.store import AlreadyHandledError, Commit, UnstorableError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Till:
    id: str
    tenant: str = "acme"


@dataclass(frozen=True, slots=True)
class Receipt:
    id: str
    tenant: str = "acme"


@pytest.fixture
def store(stack: LocalStack) -> Iterator[MongoStore]:
    name = f"test_duplicates_{uuid4().hex[:12]}"
    with connect(stack.mongodb_admin_url) as client:
        for collection, index in RUNTIME_INDEXES:
            apply_indexes(client[name][collection], (index,))
        yield MongoStore(client, name, (Collection("tills", Till), Collection("receipts", Receipt)))
        client.drop_database(name)


@pytest.mark.parametrize(
    ("second", "error"),
    [
        (Commit("b", NOW, handled=["m1"], adds=[Receipt("r2")]), AlreadyHandledError),
        (Commit("b", NOW, handled=["m2"], saves=[(Till("t1"), None)]), ConflictError),
        (Commit("b", NOW, handled=["m2"], adds=[Receipt("r1")]), UnstorableError),
        (Commit("b", NOW, handled=["m2"], adds=[Receipt("t1"), Receipt("r1")]), UnstorableError),
        (Commit("b", NOW, handled=["m2"], adds=[Receipt("t1")], saves=[(Till("t1"), None)]), ConflictError),
    ],
)
def test_duplicates_are_told_apart(store: MongoStore, second: Commit, error: type[Exception]) -> None:
    store.commit(Commit("a", NOW, handled=["m1"], saves=[(Till("t1"), None)], adds=[Receipt("r1")]))

    with pytest.raises(error):
        store.commit(second)
