"""What is held of persons: told to whom it is about, and erased once their case has ended."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.examples import CASE
from infra.database.apply import wanted_indexes
from infra.local.stack import LocalStack
from infra.reseal import reseal
from shared.persistence.mongo import connect
from shared.security.vault import DATABASE
from tests.integration.gateway.conftest import Desk

ADA: dict[str, Any] = {
    "role": "buyer",
    "name": "Ada Lovelace",
    "email": "ada@example.org",
    "address": {"line1": "4 rue des Forges", "city": "Lyon", "country": "FR"},
    "bank_account": {"iban": "FR7630006000011234567890189"},
    "identity": {"number": "X4RTBPFW4", "expires_on": "2031-04-30"},
}
BOB = {"role": "recipient", "name": "Bob", "email": "bob@example.org"}
NOTHING = {"held": "nothing", "data": None, "kept_until": None}

pytestmark = pytest.mark.usefixtures("intake")


def submit(desk: Desk, *parties: dict[str, Any], ended: bool = True) -> str:
    case = desk.submit(CASE | {"parties": list(parties)})
    if ended:
        desk.outcome(desk.post(f"/v1/cases/{case}/cancel", {"reason": "Ada has changed her mind."}))
        assert desk.get(f"/v1/cases/{case}").get_json()["status"] == "cancelled"
    return case


def found(desk: Desk, **body: Any) -> list[dict[str, Any]]:
    answer = desk.post("/v1/persons/search", {"party": {"email": "ADA@example.org"}} | body)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def in_vault(stack: LocalStack, person: str) -> dict[str, Any]:
    with connect(stack.mongodb_admin_url) as mongo:
        document = mongo[DATABASE]["persons"].find_one({"_id": person})
    assert document is not None
    return document


def test_whoever_asks_is_told_all_that_is_held_of_them_case_by_case(desk: Desk) -> None:
    first, second = submit(desk, ADA, BOB, ended=False), submit(desk, ADA, ended=False)

    items = found(desk)

    assert [one["case"] for one in items] == [second, first]
    assert [one["id"] for one in items] == [
        desk.get(f"/v1/cases/{case}").get_json()["parties"][0]["ref"] for case in (second, first)
    ]
    (told,) = {repr(one["data"]): one["data"] for one in items}.values()
    assert told | ADA == told | {"address": ADA["address"], "bank_account": ADA["bank_account"]}
    assert told["address"] == {**ADA["address"], "line2": None, "postcode": None}
    assert (told["bank_account"]["bic"], told["phone"]) == (None, None)
    assert desk.get(f"/v1/persons/{items[0]['id']}").get_json() == items[0]


def test_a_search_is_read_page_by_page_with_each_case_whole(desk: Desk) -> None:
    cases = [submit(desk, ADA, ADA | {"role": "recipient"}, ended=False) for _ in range(3)]

    body: dict[str, Any] = {"party": {"name": "Ada Lovelace"}, "limit": 2}
    page = desk.post("/v1/persons/search", body).get_json()
    rest = desk.post("/v1/persons/search", body | {"cursor": page["next_cursor"]}).get_json()

    assert [one["case"] for one in page["items"]] == [cases[2], cases[2], cases[1], cases[1]]
    assert [one["case"] for one in rest["items"]] == [cases[0], cases[0]]
    assert rest["next_cursor"] is None


def test_who_is_erased_is_gone_from_the_vault_and_from_every_search(desk: Desk, stack: LocalStack) -> None:
    case = submit(desk, ADA, BOB)
    (person,) = (one["id"] for one in found(desk))

    erased = desk.ask("DELETE", f"/v1/persons/{person}", again="gone").get_json()

    assert NOTHING | {"id": person, "case": case} == {
        name: erased.get(name) for name in (*NOTHING, "id", "case")
    }
    assert erased["erased_by"] == {"kind": "client", "id": "shop"}
    assert datetime.fromisoformat(erased["erased_at"]) <= datetime.now(UTC)
    assert found(desk) == []
    assert set(in_vault(stack, person)) == {"_id", "tenant", "subject", "erased_at", "erased_by"}
    again = desk.ask("DELETE", f"/v1/persons/{person}", again="gone")
    assert (again.get_json(), again.headers["Idempotency-Replayed"]) == (erased, "true")
    assert desk.ask("DELETE", f"/v1/persons/{person}").get_json() == erased
    assert desk.get(f"/v1/persons/{person}").get_json() == erased | {"data": None}
    assert [one["data"]["name"] for one in found(desk, party={"email": BOB["email"]})] == ["Bob"]


def test_nobody_is_erased_while_their_case_is_under_way(desk: Desk) -> None:
    submit(desk, ADA, ended=False)
    (person,) = found(desk)

    answer = desk.ask("DELETE", f"/v1/persons/{person['id']}", headers={"Accept-Language": "fr"})

    assert (answer.status_code, answer.get_json()["code"]) == (409, "case_under_way")
    assert answer.get_json()["detail"] == "Le dossier de cette personne est en cours."
    assert found(desk) == [person]


def test_other_organisations_and_other_scopes_reach_nobody(desk: Desk) -> None:
    submit(desk, ADA)
    (person,) = found(desk)
    address = f"/v1/persons/{person['id']}"
    stranger = desk.key_for("globex")
    reader = desk.key_for("acme", client="reader", scopes=("cases:read", "persons:disclose"))

    assert [desk.ask(method, address, key=stranger).status_code for method in ("GET", "DELETE")] == [404, 404]
    theirs = desk.post("/v1/persons/search", {"party": {"email": "ada@example.org"}}, key=stranger)
    assert theirs.get_json()["items"] == []
    assert desk.ask("DELETE", address, key=reader).status_code == 403
    assert found(desk) == [person]


def test_what_is_kept_for_invoices_is_found_by_nothing_and_forgotten_by_itself(
    desk: Desk, stack: LocalStack
) -> None:
    """The rest of the story, with a real invoice, is told in tests/e2e/test_persons.py."""
    submit(desk, ADA)
    (person,) = (one["id"] for one in found(desk))
    before, until = in_vault(stack, person), datetime(2038, 1, 1, tzinfo=UTC)

    assert desk.house.vault.reduce(
        "acme", person, datetime.now(UTC), to=("name", "address"), until=until, by=None
    )

    left = desk.get(f"/v1/persons/{person}").get_json()
    told = {name: value for name, value in left["data"].items() if value is not None}
    assert told == {"name": ADA["name"], "address": {**ADA["address"], "line2": None, "postcode": None}}
    assert (left["held"], left["kept_until"]) == ("for_invoices", "2038-01-01T00:00:00.000Z")
    after = in_vault(stack, person)
    assert after["key"] != before["key"]
    assert "blind" not in after
    with connect(stack.mongodb_admin_url) as mongo:
        reseal(mongo, desk.house.sealer)
        (forgetting,) = (
            index for index in mongo[DATABASE]["persons"].list_indexes() if "expireAfterSeconds" in index
        )
    assert found(desk) == []
    assert (dict(forgetting["key"]), forgetting["expireAfterSeconds"]) == ({"kept_until": 1}, 0)
    assert any(database == DATABASE for database, _ in wanted_indexes())


def test_the_words_of_a_comment_are_erased_and_the_comment_stays(desk: Desk) -> None:
    case, other = submit(desk, ADA, ended=False), submit(desk, ADA, ended=False)
    posted = desk.outcome(desk.post(f"/v1/cases/{case}/comments", {"text": "Ada has moved to 4 rue Noire."}))
    address = f"/v1/cases/{case}/comments/{posted['result']['comment']}"

    assert desk.ask("DELETE", address.replace(case, other)).status_code == 404
    assert desk.ask("DELETE", address, key=desk.key_for("globex")).status_code == 404
    assert desk.get(f"/v1/persons/{posted['result']['comment']}").status_code == 404
    erased = desk.ask("DELETE", address).get_json()

    (comment,) = desk.get(f"/v1/cases/{case}/comments").get_json()["items"]
    assert (comment["id"], comment["text"]) == (erased["id"], None)
    assert desk.ask("DELETE", address).get_json() == erased
