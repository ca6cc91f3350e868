"""A database of its own for each test, and what notifications keeps in it."""

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo.database import Database

from services.notifications.collections import COLLECTIONS, EFFECT_INDEXES
from shared.persistence.mongo import apply_indexes, connect
from tests.integration.notifications.sending import Sending
from tests.support.webhook_receiver import WebhookReceiver


@pytest.fixture
def database() -> Iterator[Database[dict[str, Any]]]:
    url = os.environ.get("MONGODB_URL")
    if not url:
        if os.environ.get("CI"):
            pytest.fail("MONGODB_URL is not set")
        pytest.skip("MONGODB_URL is not set: start a database with `make up`")
    with connect(url) as client:
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
