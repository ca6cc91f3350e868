"""A sandbox is begun anew: its keys open an empty one from that moment, and the old one cannot be reached."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import TestResponse

from gateway.access.scopes import SCOPES
from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk

RESET = "/v1/sandbox/reset"


def a_test_key(desk: Desk, client: str = "crm") -> str:
    wanted = {"client": client, "mode": "test", "role": "admin", "scopes": sorted(SCOPES)}
    answer = desk.post("/v1/api-keys", wanted)
    assert answer.status_code == 201, answer.text
    key: str = answer.get_json()["key"]
    return key


def cases(desk: Desk, key: str) -> list[str]:
    return [case["id"] for case in desk.get("/v1/cases", key=key).get_json()["items"]]


def submitted(desk: Desk, key: str, again: str | None = None) -> str:
    answer = desk.post("/v1/cases", CASE, key=key, again=again)
    assert answer.status_code == 202, answer.text
    id: str = answer.get_json()["id"]
    return id


def reset(desk: Desk, key: str, again: str | None = None) -> TestResponse:
    return desk.ask("POST", RESET, key=key, again=again)


def test_every_test_key_of_the_organisation_opens_the_new_sandbox_at_once(desk: Desk) -> None:
    mine, colleagues = a_test_key(desk), a_test_key(desk, "erp")
    old = submitted(desk, mine)
    document = desk.upload(key=mine)
    assert cases(desk, colleagues) == [old]

    answer = reset(desk, mine)

    assert (answer.status_code, answer.get_json()["generation"]) == (200, 2)
    for key in (mine, colleagues):
        assert cases(desk, key) == []
        assert desk.get(f"/v1/cases/{old}", key=key).status_code == 404
        assert desk.get(f"/v1/documents/{document}", key=key).status_code == 404
    assert cases(desk, mine) == [] != [submitted(desk, mine)] == cases(desk, colleagues)


def test_the_same_idempotency_keys_are_new_in_a_new_sandbox(desk: Desk) -> None:
    key = a_test_key(desk)
    old = submitted(desk, key, again="order-1")

    reset(desk, key)

    assert submitted(desk, key, again="order-1") != old


def test_a_reset_made_again_begins_nothing(desk: Desk) -> None:
    key = a_test_key(desk)
    first = reset(desk, key, again="r")
    case = submitted(desk, key)

    again = reset(desk, key, again="r")

    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert cases(desk, key) == [case]
    assert reset(desk, key, again="s").get_json()["generation"] == 3


def test_resets_at_the_same_moment_lead_to_a_sandbox_each(desk: Desk) -> None:
    key = a_test_key(desk)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda again: reset(desk, key, again), ("a", "b", "c", "a")))

    generations = [answer.get_json()["generation"] for answer in answers]
    assert {answer.status_code for answer in answers} == {200}
    assert generations[0] == generations[3]
    assert sorted(set(generations)) == [2, 3, 4]


def test_the_clock_of_a_new_sandbox_is_on_time_and_the_old_one_has_ended(desk: Desk) -> None:
    key = a_test_key(desk)
    advanced = desk.post("/v1/sandbox/clock/advance", {"seconds": 86_400}, key=key)
    assert advanced.status_code == 200

    reset(desk, key)

    assert desk.get("/v1/sandbox/clock", key=key).get_json()["ahead_seconds"] == 0
    assert desk.house.clocks.has_ended("acme~test")
    assert not desk.house.clocks.has_ended("acme~2~test")


def test_live_data_other_organisations_and_keys_stay_as_they_are(desk: Desk) -> None:
    key, live = a_test_key(desk), submitted(desk, desk.key)
    theirs = desk.post("/v1/api-keys", {"client": "x", "mode": "test"}, key=desk.key_for("globex"))
    kept = submitted(desk, theirs.get_json()["key"])
    before = listed_keys(desk)

    reset(desk, key)

    assert cases(desk, desk.key) == [live]
    assert cases(desk, theirs.get_json()["key"]) == [kept]
    assert listed_keys(desk) == before


def listed_keys(desk: Desk) -> list[Any]:
    items = desk.get("/v1/api-keys", key=desk.key).get_json()["items"]
    return [(item["id"], item["mode"], item["revoked_at"]) for item in items]


def test_live_keys_and_requests_without_a_key_of_their_own_are_refused(desk: Desk) -> None:
    bearer = {"Authorization": f"Bearer {a_test_key(desk)}"}

    live = reset(desk, desk.key)
    nameless = desk.client.post(RESET, headers=bearer)

    assert (live.status_code, live.get_json()["code"]) == (403, "sandbox_only")
    assert (nameless.status_code, nameless.get_json()["code"]) == (400, "idempotency_key")


def test_a_new_sandbox_is_no_new_budget(desk: Desk) -> None:
    wanted = {"client": "eager", "mode": "test", "role": "admin", "budget": {"writes": 3}}
    key = desk.post("/v1/api-keys", wanted).get_json()["key"]

    statuses = [reset(desk, key).status_code for _ in range(7)]

    # A minute may end meanwhile.
    assert statuses.count(200) in {3, 4, 5, 6}
    assert 429 in statuses
