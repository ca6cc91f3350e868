"""API keys as resources: made once, shown once, rotated with an overlap, revoked for good."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.access import api_keys
from gateway.access.api_keys import COLLECTION
from gateway.access.callers import sandbox_of
from gateway.access.scopes import ROLES
from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk

NEW: dict[str, Any] = {"client": "web-shop", "name": "Orders", "role": "integrator"}


def made(desk: Desk, **changes: Any) -> dict[str, Any]:
    answer = desk.post("/v1/api-keys", NEW | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def opens(desk: Desk, key: str) -> bool:
    # Forgetting, so that what the door remembers does not answer.
    desk.house.door._known.clear()
    return desk.get("/v1/cases", key=key).status_code == 200


def test_a_new_key_opens_its_organisation_and_its_secret_is_kept_nowhere(desk: Desk) -> None:
    key = made(desk)

    assert opens(desk, key["key"])
    secret = key["key"].split("_", 3)[3]
    assert secret not in repr(list(desk.house.own[COLLECTION].find()))
    assert secret not in repr(list(desk.house.own["made"].find()))
    assert "key" not in desk.get(f"/v1/api-keys/{key['id']}").get_json()
    assert secret not in desk.get("/v1/api-keys?limit=100").text


def test_a_key_is_made_once_however_often_it_is_asked_for(desk: Desk) -> None:
    first = desk.post("/v1/api-keys", NEW, again="k")
    again = desk.post("/v1/api-keys", NEW, again="k")

    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert desk.house.own[COLLECTION].count_documents({"client": "web-shop"}) == 1
    assert desk.post("/v1/api-keys", NEW | {"name": "other"}, again="k").status_code == 422


def test_while_the_first_request_runs_the_second_is_told_to_wait(desk: Desk) -> None:
    desk.post("/v1/api-keys", NEW, again="k")
    later = datetime.now(UTC) + timedelta(seconds=20)
    desk.house.own["made"].update_one({}, {"$unset": {"answer": ""}, "$set": {"running_until": later}})

    answer = desk.post("/v1/api-keys", NEW, again="k")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "still_running")
    assert 0 < int(answer.headers["Retry-After"]) <= 5


def test_a_process_that_died_before_answering_leaves_one_key_with_a_new_secret(desk: Desk) -> None:
    lost = desk.post("/v1/api-keys", NEW, again="k").get_json()
    past = datetime.now(UTC) - timedelta(seconds=1)
    desk.house.own["made"].update_one({}, {"$unset": {"answer": ""}, "$set": {"running_until": past}})

    found = desk.post("/v1/api-keys", NEW, again="k").get_json()

    assert found["id"] == lost["id"]
    assert desk.house.own[COLLECTION].count_documents({"client": "web-shop"}) == 1
    assert (opens(desk, lost["key"]), opens(desk, found["key"])) == (False, True)


def test_a_refused_request_leaves_its_key_free(desk: Desk) -> None:
    odd = NEW | {"expires_at": "2020-01-01T00:00:00Z"}
    assert desk.post("/v1/api-keys", odd, again="k").status_code == 422

    assert desk.post("/v1/api-keys", NEW, again="k").status_code == 201


def test_a_rotated_key_opens_with_both_secrets_for_a_while(desk: Desk) -> None:
    old = made(desk)

    new = desk.post(f"/v1/api-keys/{old['id']}/rotate", {"overlap_hours": 1}).get_json()

    assert new["id"] == old["id"]
    assert (opens(desk, old["key"]), opens(desk, new["key"])) == (True, True)
    past = datetime.now(UTC) - timedelta(seconds=1)
    desk.house.own[COLLECTION].update_one({"_id": old["id"]}, {"$set": {"old_until": past}})
    assert (opens(desk, old["key"]), opens(desk, new["key"])) == (False, True)


def test_without_overlap_the_old_secret_is_refused_at_once(desk: Desk) -> None:
    old = made(desk)

    desk.post(f"/v1/api-keys/{old['id']}/rotate", {"overlap_hours": 0})

    assert not opens(desk, old["key"])


def test_a_rotation_made_again_after_a_lost_answer_keeps_the_secret_in_use(desk: Desk) -> None:
    old, address = made(desk), "rotate"
    lost = desk.post(f"/v1/api-keys/{old['id']}/{address}", {}, again="r").get_json()
    past = datetime.now(UTC) - timedelta(seconds=1)
    desk.house.own["made"].update_many({}, {"$unset": {"answer": ""}, "$set": {"running_until": past}})

    found = desk.post(f"/v1/api-keys/{old['id']}/{address}", {}, again="r").get_json()

    assert [opens(desk, key["key"]) for key in (old, lost, found)] == [True, False, True]


def test_a_change_names_the_version_that_was_read(desk: Desk) -> None:
    key = made(desk)
    address = f"/v1/api-keys/{key['id']}"
    tag = desk.get(address).headers["ETag"]

    first = desk.post(f"{address}/rotate", {}, headers={"If-Match": tag})
    second = desk.post(f"{address}/rotate", {}, headers={"If-Match": tag})

    assert (first.status_code, second.status_code) == (200, 412)
    assert desk.ask("DELETE", address, headers={"If-Match": tag}).status_code == 412
    assert (
        desk.ask("DELETE", address, headers={"If-Match": desk.get(address).headers["ETag"]}).status_code
        == 200
    )


def test_a_revoked_key_opens_nothing_and_stays_revoked(desk: Desk) -> None:
    key = made(desk)

    revoked = desk.ask("DELETE", f"/v1/api-keys/{key['id']}")

    assert revoked.get_json()["revoked_at"]
    assert not opens(desk, key["key"])
    assert desk.ask("DELETE", f"/v1/api-keys/{key['id']}").status_code == 200
    assert desk.post(f"/v1/api-keys/{key['id']}/rotate", {}).status_code == 409


def test_an_expired_key_opens_nothing(desk: Desk) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    key = made(desk, expires_at=soon)
    assert opens(desk, key["key"])

    past = datetime.now(UTC) - timedelta(seconds=1)
    desk.house.own[COLLECTION].update_one({"_id": key["id"]}, {"$set": {"expires_at": past}})

    assert not opens(desk, key["key"])


def test_nobody_gives_scopes_that_they_do_not_have(desk: Desk) -> None:
    little = desk.key_for("acme", client="little", scopes=("keys:manage", "cases:read"))

    by_role = desk.post("/v1/api-keys", NEW | {"role": "admin"}, key=little)
    by_name = desk.post("/v1/api-keys", NEW | {"scopes": ["cases:read", "cases:write"]}, key=little)

    assert (by_role.status_code, by_role.get_json()["errors"][0]["pointer"]) == (422, "/role")
    assert (by_name.status_code, by_name.get_json()["errors"][0]["pointer"]) == (422, "/scopes")
    assert desk.post("/v1/api-keys", NEW | {"scopes": ["cases:read"]}, key=little).status_code == 201


def test_use_is_noted_to_the_hour(desk: Desk) -> None:
    key = made(desk)
    assert key["last_used_at"] is None

    assert opens(desk, key["key"])
    noted = desk.get(f"/v1/api-keys/{key['id']}").get_json()["last_used_at"]
    assert opens(desk, key["key"])

    assert noted is not None
    assert desk.get(f"/v1/api-keys/{key['id']}").get_json()["last_used_at"] == noted


def test_keys_of_another_organisation_are_not_there(desk: Desk) -> None:
    key = made(desk)
    stranger = desk.key_for("globex")

    for method, address in (("GET", ""), ("DELETE", ""), ("POST", "/rotate")):
        body: dict[str, Any] | None = {} if method == "POST" else None
        theirs = desk.ask(method, f"/v1/api-keys/{key['id']}{address}", body, key=stranger)
        nobodys = desk.ask(method, f"/v1/api-keys/0000000000000000{address}", body, key=stranger)
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert desk.get("/v1/api-keys?limit=100", key=stranger).get_json()["items"][0]["client"] == "shop"
    assert opens(desk, key["key"])


def test_a_test_key_opens_a_world_of_its_own(desk: Desk) -> None:
    test = made(desk, mode="test")["key"]
    live = desk.post("/v1/cases", CASE).get_json()["id"]

    tried = desk.post("/v1/cases", CASE, key=test)

    assert test.startswith("ck_test_")
    assert tried.status_code == 202, tried.text
    assert desk.get(f"/v1/cases/{tried.get_json()['id']}", key=test).status_code == 200
    assert desk.get(f"/v1/cases/{live}", key=test).status_code == 404
    assert desk.get(f"/v1/cases/{tried.get_json()['id']}").status_code == 404
    assert {row["tenant"] for row in desk.stored()} == {"acme", sandbox_of("acme")}


def test_a_test_key_makes_and_sees_test_keys_alone(desk: Desk) -> None:
    live = made(desk)
    test = made(desk, mode="test", role="admin")

    child = desk.post("/v1/api-keys", NEW | {"mode": "live"}, key=test["key"]).get_json()

    assert child["mode"] == "test"
    seen = desk.get("/v1/api-keys?limit=100", key=test["key"]).get_json()["items"]
    assert {key["id"] for key in seen} == {test["id"], child["id"]}
    assert desk.get(f"/v1/api-keys/{live['id']}", key=test["key"]).status_code == 404


def test_a_live_key_does_not_become_a_test_key_by_its_name(desk: Desk) -> None:
    key = made(desk)["key"]

    assert not opens(desk, key.replace("ck_live_", "ck_test_"))


@pytest.mark.parametrize("name", [sandbox_of("acme"), "oidc.abc", "a|b", ""])
def test_no_client_or_organisation_can_take_such_a_name(desk: Desk, name: str) -> None:
    assert api_keys.NAME.fullmatch(name) is None
    assert desk.post("/v1/api-keys", NEW | {"client": name}).status_code == 422


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_is_a_bundle_of_its_scopes(desk: Desk, role: str) -> None:
    assert made(desk, role=role)["scopes"] == sorted(ROLES[role])


def test_keys_are_listed_by_page_with_links(desk: Desk) -> None:
    for number in range(5):
        made(desk, client=f"c{number}")
    seen: list[str] = []
    address: str | None = "/v1/api-keys?limit=2"

    while address is not None:
        page = desk.get(address)
        seen += [key["id"] for key in page.get_json()["items"]]
        address = page.get_json()["next"]
        assert page.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)

    assert (len(seen), len(set(seen))) == (6, 6)
