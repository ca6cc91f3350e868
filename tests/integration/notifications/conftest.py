"""A database of its own for each test, and what notifications keeps in it."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo.database import Database

from infra.local.stack import LocalStack
from services.notifications.collections import COLLECTIONS, EFFECT_INDEXES
from shared.persistence.mongo import apply_indexes, connect
from tests.integration.notifications.sending import Sending
from tests.support.webhook_receiver import WebhookReceiver


@pytest.fixture
def database(stack: LocalStack) -> Iterator[Database[dict[str, Any]]]:
    with connect(stack.mongodb_admin_url) as client:
        made = client[f"test_notifications_{uuid4().hex[:12]}"]
        for collection in COLLECTIONS:
            made.create_collection(collection.name)
            apply_indexes(made[collection.name], collection.indexes)
        for name in ("inbox", "outbox"):
            made.create_collection(name)
        apply_indexes(made["effects"], EFFECT_INDEXES)
        yield made
        client.drop_database(made.name)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


@pytest.fixture
def sending(database: Database[dict[str, Any]], receiver: WebhookReceiver) -> Sending:
    """Notifications over a real database, with the receiver subscribed to everything."""
    sending = Sending(database, allow=f"127.0.0.1:{receiver.port}")
    receiver.secrets = [sending.subscribe(receiver.url())]
    return sending
