"""Failed messages through the API: each organisation sees and repairs its own, the support team everybody's."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from gateway.access.scopes import HOUSE_SCOPES
from infra.local.stack import LocalStack
from shared.contracts.codec import outgoing
from shared.contracts.house import HOUSE
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor, GoodsLine
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import FailedMessage
from tests.integration.gateway.backroom import Backroom
from tests.integration.gateway.conftest import Desk

AT = datetime(2026, 3, 31, 10, tzinfo=UTC)
FAILURES = "/v1/operations/failures"


@pytest.fixture
def mongo(stack: LocalStack) -> Iterator[MongoClient[dict[str, Any]]]:
    with connect(stack.mongodb_admin_url) as mongo:
        yield mongo


@pytest.fixture
def backroom(desk: Desk, mongo: MongoClient[dict[str, Any]], master_key_file: Path) -> Backroom:
    return Backroom(desk, mongo, {"COULISSE_MASTER_KEY_FILE": str(master_key_file)})


@pytest.fixture
def house_key(desk: Desk) -> str:
    return desk.key_for(HOUSE, client="ada", role="operator", scopes=tuple(HOUSE_SCOPES))


def body_of(number: int, tenant: str) -> bytes:
    message = ReceiveGoods(
        receipt=f"rcp_{number}",
        warehouse="main",
        reference=f"BL-{number}",
        lines=(GoodsLine(article="CH-100", quantity=2),),
        actor=Actor(kind="client", id="erp"),
    )
    return outgoing(
        message, source="gateway", tenant=tenant, lane="normal", now=AT, id=f"msg_{tenant}_{number}"
    ).body


def fail(
    mongo: MongoClient[dict[str, Any]],
    number: int = 1,
    tenant: str = "acme",
    service: str = "logistics",
    error: str = "KeyError",
    body: bytes | None = None,
) -> str:
    """Keeps a failed message; returns its id in the API."""
    id = f"msg_{tenant}_{number}"
    message = FailedMessage(
        id=id,
        queue=f"{service}.normal.0",
        type="goods.receive.v1",
        tenant=tenant,
        subject=f"rcp_{number}",
        error=error,
        reason="'gone'",
        place="domain/receiving.py:7",
        stack="File ...",
        attempts=1,
        headers={"x": "y"},
        body=body_of(number, tenant) if body is None else body,
        failed_at=AT + timedelta(minutes=number),
        message_id=id,
    )
    MongoStore(mongo, f"coulisse_{service}", ()).fail(message)
    return f"{service}.{id}"


def shown(desk: Desk, id: str, **more: Any) -> dict[str, Any]:
    answer = desk.get(f"{FAILURES}/{id}", **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def ids(desk: Desk, address: str = FAILURES, **more: Any) -> list[str]:
    answer = desk.get(address, **more)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.get_json()["items"]]


def test_failed_messages_of_all_services_are_listed_the_latest_first_page_by_page(
    desk: Desk, mongo: MongoClient[dict[str, Any]]
) -> None:
    made = [fail(mongo, n, service=("logistics", "accounting", "intake")[n % 3]) for n in range(10)]

    listed: list[str] = []
    address = f"{FAILURES}?limit=3"
    while address:
        page = desk.get(address).get_json()
        listed += [one["id"] for one in page["items"]]
        address = page["next"]

    assert listed == made[::-1]


def test_messages_that_failed_in_the_same_millisecond_are_listed_once_each(
    desk: Desk, mongo: MongoClient[dict[str, Any]]
) -> None:
    made = {fail(mongo, 1, service=service) for service in ("logistics", "accounting", "intake")}

    listed: list[str] = []
    address = f"{FAILURES}?limit=1"
    while address:
        page = desk.get(address).get_json()
        listed += [one["id"] for one in page["items"]]
        address = page["next"]

    assert sorted(listed) == sorted(made)


def test_failures_are_grouped_by_cause(desk: Desk, mongo: MongoClient[dict[str, Any]]) -> None:
    for number in range(3):
        fail(mongo, number)
    fail(mongo, 7, error="ValueError")

    groups = desk.get("/v1/operations/failure-groups").get_json()["items"]

    assert [(one["error"], one["count"], one["type"]) for one in groups] == [
        ("ValueError", 1, "goods.receive.v1"),
        ("KeyError", 3, "goods.receive.v1"),
    ]
    assert groups[1]["first_seen_at"] == "2026-03-31T10:00:00.000Z"
    assert groups[1]["last_seen_at"] == "2026-03-31T10:02:00.000Z"
    assert len(ids(desk, f"{FAILURES}?group={groups[1]['id']}")) == 3


def test_a_failed_message_shows_what_explains_it(desk: Desk, mongo: MongoClient[dict[str, Any]]) -> None:
    id = fail(mongo)

    found = shown(desk, id)

    assert json.loads(found["body"])["data"]["reference"] == "BL-1"
    assert (found["error"], found["stack"], found["headers"]) == ("KeyError", "File ...", {"x": "y"})
    assert [attempt["retry"] for attempt in found["history"]] == [0]


def test_what_is_no_text_is_shown_as_base64(
    desk: Desk, mongo: MongoClient[dict[str, Any]], house_key: str
) -> None:
    id = fail(mongo, body=b"\xff\x00")

    assert (shown(desk, id)["body"], shown(desk, id)["encoding"]) == ("/wA=", "base64")


def test_each_organisation_sees_its_own_and_the_support_team_everybody_s(
    desk: Desk, mongo: MongoClient[dict[str, Any]], house_key: str
) -> None:
    mine, theirs, nobodys = fail(mongo, 1), fail(mongo, 2, "globex"), fail(mongo, 3, "")
    stranger = desk.key_for("globex")

    assert ids(desk) == [mine]
    assert ids(desk, key=stranger) == [theirs]
    assert ids(desk, key=house_key) == [nobodys, theirs, mine]
    assert [one["count"] for one in _groups(desk, stranger)] == [1]
    for address in (f"{FAILURES}/{theirs}", f"{FAILURES}/{nobodys}", f"{FAILURES}/logistics.none"):
        assert desk.get(address).status_code == 404


def _groups(desk: Desk, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get("/v1/operations/failure-groups", key=key).get_json()["items"]
    return found


def test_nothing_can_be_ordered_about_another_organisation_s_messages(
    desk: Desk, mongo: MongoClient[dict[str, Any]]
) -> None:
    theirs = fail(mongo, 2, "globex")
    group = _groups(desk, desk.key_for("globex"))[0]["id"]
    whole = json.loads(body_of(2, "globex"))

    for address, body, status in (
        ("/v1/operations/retries", {"failures": [theirs]}, 422),
        ("/v1/operations/retries", {"group": group}, 422),
        ("/v1/operations/failure-marks", {"failures": [theirs], "deed": "archive"}, 422),
        (f"{FAILURES}/{theirs}/edits", {"message": whole, "reason": "mine"}, 404),
        (f"{FAILURES}/{theirs}/dry-runs", {}, 404),
    ):
        assert (address, desk.post(address, body).status_code) == (address, status)
    assert desk.stored() == []


def test_a_key_of_the_house_opens_nothing_but_failed_messages(desk: Desk, house_key: str) -> None:
    for address in ("/v1/cases", "/v1/stock", "/v1/api-keys", "/v1/events"):
        assert desk.get(address, key=house_key).status_code == 403


def test_a_retry_is_ordered_followed_and_audited(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]]
) -> None:
    made = [fail(mongo, number) for number in range(3)]

    answer = desk.post("/v1/operations/retries", {"failures": made[:2], "note": "repaired"})
    backroom.catch_up()
    MongoStore(mongo, "coulisse_logistics", ()).resolve(AT, ("retried",), "", 100)

    assert (answer.status_code, answer.get_json()["total"]) == (202, 2)
    found = desk.get(answer.headers["Location"]).get_json()
    assert (found["state"], found["total"], found["taken"], found["note"]) == ("done", 2, 2, "repaired")
    assert (found["resolved"], found["under_way"], found["failed_again"]) == (2, 0, 0)
    assert ids(desk) == made[2:]
    (entry,) = desk.get("/v1/operations/audit").get_json()["items"]
    assert (entry["deed"], entry["count"], entry["by"]["id"]) == ("retry", 2, "shop")
    stock = mongo["coulisse_logistics"].stock_items.find_one({"tenant": "acme"})
    assert stock is not None
    assert stock["on_hand"] == 4


def test_the_same_order_under_the_same_key_is_given_once(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]]
) -> None:
    wish = {"failures": [fail(mongo)]}

    first = desk.post("/v1/operations/retries", wish, again="once")
    again = desk.post("/v1/operations/retries", wish, again="once")

    assert first.get_json()["id"] == again.get_json()["id"]
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_support_team_retries_what_is_anybody_s(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]], house_key: str
) -> None:
    made = [fail(mongo, 1, "acme"), fail(mongo, 2, "globex")]

    answer = desk.post("/v1/operations/retries", {"failures": made}, key=house_key)
    backroom.catch_up()

    assert desk.get(answer.headers["Location"], key=house_key).get_json()["taken"] == 2
    assert desk.get(answer.headers["Location"]).status_code == 404
    owners = set(mongo["coulisse_logistics"].stock_items.distinct("tenant"))
    assert owners == {"acme", "globex"}


def test_messages_are_archived_restored_and_noted_about(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]]
) -> None:
    id = fail(mongo)

    for deed in ("archive", "note"):
        wish = {"deed": deed, "failures": [id], "note": f"to {deed}"}
        assert desk.post("/v1/operations/failure-marks", wish).status_code == 202
        backroom.catch_up()
    archived = shown(desk, id)
    assert ids(desk) == []
    assert ids(desk, f"{FAILURES}?state=archived") == [id]
    desk.post("/v1/operations/failure-marks", {"deed": "restore", "failures": [id]})
    backroom.catch_up()

    assert [note["text"] for note in archived["notes"]] == ["to archive", "to note"]
    assert ids(desk) == [id]


def test_a_dry_run_shows_what_would_happen_and_changes_nothing(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]]
) -> None:
    id = fail(mongo)

    answer = desk.post(f"{FAILURES}/{id}/dry-runs", {})
    waiting = desk.get(answer.headers["Location"]).status_code
    backroom.catch_up()
    found = desk.get(answer.headers["Location"]).get_json()

    assert waiting == 404
    assert found["result"]["outcome"] == "handled"
    assert "StockItem" in {one["collection"] for one in found["result"]["changes"]}
    assert mongo["coulisse_logistics"].stock_items.count_documents({}) == 0
    assert shown(desk, id)["state"] == "failed"


def test_an_edit_is_approved_by_a_second_person_and_sent(
    desk: Desk, backroom: Backroom, mongo: MongoClient[dict[str, Any]]
) -> None:
    id = fail(mongo)
    message = json.loads(shown(desk, id)["body"])
    message["data"]["lines"][0]["quantity"] = 5
    second = desk.key_for("acme", client="grace")

    edit = desk.post(f"{FAILURES}/{id}/edits", {"message": message, "reason": "miscounted"})
    backroom.catch_up()
    address = edit.headers["Location"]
    own = desk.post(f"{address}/decision", {"decision": "approve"})
    backroom.catch_up()
    refused = desk.outcome(own)
    desk.post(f"{address}/decision", {"decision": "approve"}, key=second)
    backroom.catch_up()

    assert refused["error"]["code"] == "second_person_needed"
    found = desk.get(address).get_json()
    assert (found["state"], found["by"]["id"], found["decided_by"]["id"]) == ("sent", "shop", "grace")
    assert [(one["pointer"], one["before"], one["after"]) for one in found["differences"]] == [
        ("/data/lines/0/quantity", "2", "5")
    ]
    stock = mongo["coulisse_logistics"].stock_items.find_one({"tenant": "acme"})
    assert stock is not None
    assert stock["on_hand"] == 5
    assert json.loads(shown(desk, id)["body"])["data"]["lines"][0]["quantity"] == 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_body_that_breaks_the_contract_is_refused_at_the_door(
    desk: Desk, mongo: MongoClient[dict[str, Any]], language: str
) -> None:
    id = fail(mongo)
    message = json.loads(body_of(1, "acme"))
    message["data"]["lines"][0]["quantity"] = "five"

    answer = desk.post(
        f"{FAILURES}/{id}/edits",
        {"message": message, "reason": "x"},
        headers={"Accept-Language": language},
    )

    (error,) = answer.get_json()["errors"]
    assert (answer.status_code, error["code"], error["pointer"]) == (422, "breaks_contract", "/message")
    assert ("contrat" in error["detail"]) == (language == "fr")


def test_a_store_that_is_full_says_so(desk: Desk, mongo: MongoClient[dict[str, Any]]) -> None:
    said = {"full": True, "messages": 50, "most": 50, "bytes": 1, "most_bytes": 9, "turned_away": 7, "at": AT}
    mongo["coulisse_intake"].limits.insert_one({"_id": "failed", **said})

    stores = desk.get("/v1/operations/failed-stores").get_json()["items"]

    assert [(one["service"], one["turned_away"]) for one in stores if one["full"]] == [("intake", 7)]
