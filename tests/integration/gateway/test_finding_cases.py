"""Cases are found by what they hold, and by whom they are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk

ADA = {"role": "buyer", "name": "Ada  Lovelace", "email": "Ada@Example.org", "vat_number": "FR 83 404833048"}
BOB = {"role": "recipient", "name": "Bob", "email": "bob@example.org"}


pytestmark = pytest.mark.usefixtures("intake")


def submit(desk: Desk, **changes: Any) -> str:
    """The id of a case that intake has taken up."""
    return desk.submit(CASE | changes)


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.get_json()["items"]]


def search(desk: Desk, *, key: str | None = None, **body: Any) -> Any:
    return desk.post("/v1/cases/search", body, key=key)


@pytest.mark.parametrize(
    "party",
    [
        {"email": "ada@example.org"},
        {"name": "ada lovelace"},
        {"vat_number": "fr83404833048"},
        {"name": "ADA LOVELACE", "email": "ada@EXAMPLE.org"},
    ],
)
def test_a_person_is_found_however_it_is_written(desk: Desk, party: dict[str, str]) -> None:
    first = submit(desk, parties=[ADA])
    submit(desk, parties=[BOB | {"role": "buyer"}])
    second = submit(desk, parties=[ADA, BOB])

    assert ids(search(desk, party=party)) == [second, first]
    assert ids(search(desk, party={"email": "bob@example.org", "name": "Ada Lovelace"})) == []
    assert ids(search(desk, party=party, key=desk.key_for("globex"))) == []


def test_who_was_erased_or_replaced_is_not_found_any_more(desk: Desk) -> None:
    case = submit(desk, parties=[ADA])
    (party,) = desk.get(f"/v1/cases/{case}").get_json()["parties"]
    assert ids(desk.get(f"/v1/cases?party={party['ref']}")) == [case]

    desk.outcome(desk.post(f"/v1/cases/{case}/corrections", {"parties": [BOB | {"role": "buyer"}]}))
    assert ids(search(desk, party={"email": ADA["email"]})) == []
    assert ids(search(desk, party={"email": BOB["email"]})) == [case]

    (party,) = desk.get(f"/v1/cases/{case}").get_json()["parties"]
    desk.house.vault.erase("acme", party["ref"], datetime.now(UTC))
    assert ids(search(desk, party={"email": BOB["email"]})) == []
    persons = list(desk.house.mongo["coulisse_vault"]["persons"].find({"_id": party["ref"]}))
    assert set(persons[0]) == {"_id", "tenant", "subject", "erased_at"}


def test_searches_and_lists_are_read_page_by_page(desk: Desk) -> None:
    cases = [submit(desk, parties=[ADA, BOB]) for _ in range(5)]

    page = search(desk, party={"name": "Ada Lovelace"}, limit=2)
    found = ids(page)
    while (cursor := page.get_json()["next_cursor"]) is not None:
        page = search(desk, party={"name": "Ada Lovelace"}, limit=2, cursor=cursor)
        found += ids(page)
    assert found == cases[::-1]

    first = desk.get("/v1/cases?sort=received_at&limit=3").get_json()
    second = desk.get(first["next"]).get_json()
    assert [item["id"] for item in first["items"] + second["items"]] == cases


def test_a_search_says_what_it_cannot_do(desk: Desk) -> None:
    assert search(desk).get_json()["errors"][0]["pointer"] == "/party"
    assert search(desk, party={}).get_json()["errors"][0]["code"] == "required"
    assert search(desk, party={"phone": "1"}).get_json()["errors"][0]["code"] == "unknown_field"


def test_the_time_of_receipt_bounds_a_list(desk: Desk) -> None:
    cases = [submit(desk) for _ in range(3)]
    second = desk.get(f"/v1/cases/{cases[1]}").get_json()["opened_at"]
    after = (datetime.fromisoformat(second) + timedelta(milliseconds=1)).isoformat()

    assert ids(desk.get("/v1/cases", query_string={"received_from": second})) == [cases[2], cases[1]]
    assert ids(desk.get("/v1/cases", query_string={"received_before": second})) == [cases[0]]
    assert ids(desk.get("/v1/cases", query_string={"received_from": second, "received_before": after})) == [
        cases[1]
    ]


def test_cases_are_found_by_tag(desk: Desk) -> None:
    web = submit(desk, tags=["web", "gift"])
    submit(desk, tags=[])

    assert ids(desk.get("/v1/cases?tag=gift")) == [web]
    assert ids(desk.get("/v1/cases?tag=gift&status=closed")) == []
