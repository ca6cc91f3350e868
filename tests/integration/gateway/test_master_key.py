"""The master key changes while the gateway works: what was sealed before is opened, found and sealed anew."""

import base64
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.app import create_app
from gateway.examples import CASE
from gateway.house import House
from gateway.settings import Settings
from infra import master_key
from infra.local.stack import LocalStack
from infra.reseal import UnknownKeyError, reseal
from shared.contracts.notifying import ADDRESS_PURPOSE
from shared.contracts.subscriptions import SECRET_PURPOSE
from shared.persistence.mongo import connect
from shared.security.sealing import Sealer
from tests.integration.gateway.conftest import Desk

ADA = {"role": "buyer", "name": "Ada Lovelace", "email": "ada@example.org"}
BODY = CASE | {"parties": [ADA]}
Begin = Callable[[], Desk]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "master_key"
    path.write_text(base64.b64encode(b"a" * 32).decode())
    return path


@pytest.fixture
def begin(settings: Settings, emptied: None, file: Path) -> Iterator[Begin]:
    """A gateway that reads the file as it is now, beside those that read it before."""
    with ExitStack() as running:
        yield lambda: running.enter_context(_gateway(replace(settings, master_key_file=str(file))))


@contextmanager
def _gateway(settings: Settings) -> Iterator[Desk]:
    app = create_app(settings)
    house: House = app.extensions["coulisse"]
    house.start()
    try:
        yield Desk(app, house)
    finally:
        house.stop()


def keys(file: Path) -> list[str]:
    return [master_key.fingerprint(key) for key in master_key.keys_in(file)]


def changed(file: Path, *arguments: str) -> None:
    assert master_key.main([str(file), *arguments]) == 0


def sealed_anew(stack: LocalStack, file: Path) -> dict[str, int]:
    with connect(stack.mongodb_admin_url) as mongo:
        return dict(reseal(mongo, Sealer.from_file(str(file))))


def found(desk: Desk) -> int:
    return len(desk.house.vault.find("acme", {"email": ADA["email"]}, limit=10))


def name_of(desk: Desk) -> set[Any]:
    persons = desk.house.vault.find("acme", {"email": ADA["email"]}, limit=10)
    return {one["name"] for one in desk.house.vault.read_many("acme", [ref for _, ref in persons]).values()}


def test_requests_from_before_and_persons_are_known_while_the_key_changes(begin: Begin, file: Path) -> None:
    before = begin()
    first = before.post("/v1/cases", BODY, again="one")
    changed(file, "add")
    knowing = begin()
    changed(file, "use", keys(file)[1])
    after = begin()

    second = after.post("/v1/cases", BODY, again="two")
    again = after.post("/v1/cases", BODY, again="one", key=before.key)
    back = knowing.post("/v1/cases", BODY, again="two", key=after.key)
    other = after.post("/v1/cases", BODY | {"reference": "X"}, again="one", key=before.key)

    assert (again.get_json(), again.headers["Idempotency-Replayed"]) == (first.get_json(), "true")
    assert (back.get_json(), back.headers["Idempotency-Replayed"]) == (second.get_json(), "true")
    assert other.status_code == 422
    assert found(after) == found(knowing) == 2
    assert name_of(after) == name_of(knowing) == {"Ada Lovelace"}


def test_what_was_sealed_anew_needs_the_old_key_no_more(begin: Begin, file: Path, stack: LocalStack) -> None:
    before = begin()
    before.post("/v1/cases", BODY, again="one")
    _subscription(stack, before.house.sealer)
    (old,) = keys(file)
    changed(file, "add")
    changed(file, "use", keys(file)[1])

    first, second = sealed_anew(stack, file), sealed_anew(stack, file)
    changed(file, "drop", old)
    after = begin()

    assert first == {"persons": 1, "requests": 1, "subscriptions": 1}
    assert second == {}
    assert (found(after), name_of(after)) == (1, {"Ada Lovelace"})
    assert _secrets(stack, after.house.sealer) == ["new", "old", "ada@example.org"]
    # Its hash could not be carried over: it is refused rather than done twice.
    assert after.post("/v1/cases", BODY, again="one", key=before.key).status_code == 422
    # Whoever knows the old key alone finds nobody any more.
    assert found(before) == 0


def test_a_backup_from_before_opens_once_its_key_is_known_again(
    begin: Begin, file: Path, stack: LocalStack, tmp_path: Path
) -> None:
    begin().post("/v1/cases", BODY, again="one")
    kept = tmp_path / "kept"
    kept.write_bytes(file.read_bytes())
    file.write_text(base64.b64encode(b"b" * 32).decode())
    with pytest.raises(UnknownKeyError, match="2 documents"):
        sealed_anew(stack, file)

    changed(file, "know", str(kept))

    assert sealed_anew(stack, file) == {"persons": 1, "requests": 1}
    assert name_of(begin()) == {"Ada Lovelace"}


def _subscription(stack: LocalStack, sealer: Sealer) -> None:
    one = {
        "sealed_secret": sealer.seal("new", SECRET_PURPOSE),
        "sealed_old_secret": sealer.seal("old", SECRET_PURPOSE),
        "sealed_address": sealer.seal("ada@example.org", ADDRESS_PURPOSE),
    }
    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_notifications"].subscriptions.insert_one(
            {"_id": "acme/shop", "version": 3, "subscriptions": [one]}
        )


def _secrets(stack: LocalStack, sealer: Sealer) -> list[str]:
    with connect(stack.mongodb_admin_url) as mongo:
        document = mongo["coulisse_notifications"].subscriptions.find_one({"_id": "acme/shop"})
    assert document is not None
    assert document["version"] == 4
    (one,) = document["subscriptions"]
    purposes = {
        "sealed_secret": SECRET_PURPOSE,
        "sealed_old_secret": SECRET_PURPOSE,
        "sealed_address": ADDRESS_PURPOSE,
    }
    return [sealer.unseal(one[field], purpose) for field, purpose in purposes.items()]
