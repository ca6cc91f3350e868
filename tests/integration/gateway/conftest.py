"""A gateway on the real database, with keys of two organisations."""

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.access import api_keys
from gateway.access.scopes import SCOPES
from gateway.app import create_app
from gateway.house import House
from gateway.settings import Settings
from infra.database.apply import apply_all_indexes
from infra.local.accounts import apply_accounts
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.support.processes import ServiceUnderTest, wait_until
from tests.support.stack import purge_queues

_numbers = count()


@dataclass
class Desk:
    """A gateway and somebody who holds keys to it."""

    app: Flask
    house: House
    client: FlaskClient = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.key = self.key_for("acme")

    def key_for(
        self,
        tenant: str,
        *,
        client: str = "shop",
        scopes: tuple[str, ...] = tuple(SCOPES),
        role: str = "integrator",
    ) -> str:
        return api_keys.create(
            self.house.own,
            tenant=tenant,
            client=client,
            role=role,
            scopes=scopes,
            now=datetime.now(UTC),
        )

    def ask(
        self,
        method: str,
        address: str,
        body: Any = None,
        *,
        key: str | None = None,
        again: str | None = None,
        **more: Any,
    ) -> TestResponse:
        """again: the Idempotency-Key; a new one when None."""
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Idempotency-Key": again or f"key-{next(_numbers)}",
            **more.pop("headers", {}),
        }
        if body is not None:
            more["json"] = body
        # A client of its own, since test clients are not made for several threads.
        return self.app.test_client().open(address, method=method, headers=headers, **more)

    def post(self, address: str, body: Any, **more: Any) -> TestResponse:
        return self.ask("POST", address, body, **more)

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.ask("GET", address, **more)

    def upload(self, content: bytes = b"%PDF-1.4 signed", **more: Any) -> str:
        answer = self.ask("POST", "/v1/documents", data=content, content_type="application/pdf", **more)
        assert answer.status_code == 201, answer.text
        id: str = answer.get_json()["id"]
        return id

    def outcome(self, answer: TestResponse, **more: Any) -> dict[str, Any]:
        """The operation of a command that was answered 202, once it is no longer pending."""
        assert answer.status_code == 202, answer.text
        address = f"/v1/operations/{answer.get_json()['operation']}"
        found: dict[str, Any] = {}

        def finished() -> bool:
            found.update(self.get(address, **more).get_json())
            return bool(found["status"] != "pending")

        wait_until(finished, 60, lambda: f"{found} is finished")
        return found

    def submit(self, body: Any, **more: Any) -> str:
        """The id of a case that intake has taken up (see the fixture `intake`)."""
        id: str = self.outcome(self.post("/v1/cases", body, **more), **more)["subject"]
        return id

    def stored(self) -> list[dict[str, Any]]:
        return list(self.house.own["requests"].find())


@pytest.fixture(scope="session")
def master_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "master"
    path.write_text(base64.b64encode(os.urandom(32)).decode())
    return path


@pytest.fixture(scope="session")
def settings(stack: LocalStack, master_key_file: Path) -> Settings:
    """With the gateway's own accounts, which may do what it needs and no more."""
    account = apply_accounts(stack)["gateway"]
    return Settings(
        mongodb_url=account.mongodb_url,
        amqp_url=account.amqp_url,
        master_key_file=str(master_key_file),
        database_seconds=4.0,
        # Longer than any commit takes on a machine that computes much else.
        accept_seconds=20.0,
        log_level="ERROR",
        most_document_bytes=100_000,
    )


@pytest.fixture(scope="module")
def indexes(stack: LocalStack) -> None:
    """For each module anew: tests of other rooms, which share the servers, drop databases."""
    with connect(stack.mongodb_admin_url) as mongo:
        apply_all_indexes(mongo)


@pytest.fixture(scope="module")
def intake(stack: LocalStack, indexes: None) -> Iterator[ServiceUnderTest]:
    """A real intake, for all tests of a module."""
    purge_queues(stack)
    with ServiceUnderTest(stack, "services.intake.service") as service:
        service.wait_ready()
        yield service
    purge_queues(stack)


@pytest.fixture
def emptied(stack: LocalStack, indexes: None) -> None:
    """Emptying is ten times as fast as dropping, which takes the indexes along."""
    with connect(stack.mongodb_admin_url) as mongo:
        for name in mongo.list_database_names():
            if name.startswith("coulisse_"):
                for collection in mongo[name].list_collection_names():
                    mongo[name][collection].delete_many({})


@pytest.fixture
def desk(settings: Settings, emptied: None) -> Iterator[Desk]:
    app = create_app(settings)
    house: House = app.extensions["coulisse"]
    house.start()
    yield Desk(app, house)
    house.stop()
