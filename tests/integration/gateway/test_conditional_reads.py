"""Reads that cost nothing when nothing changed, in the interface's newest version and the one before."""

from gateway.answering.versions import CURRENT, FIRST
from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk


def test_an_unchanged_case_or_list_is_not_sent_again(desk: Desk) -> None:
    case = desk.post("/v1/cases", CASE).get_json()["id"]

    for address in (
        f"/v1/cases/{case}",
        "/v1/cases",
        "/v1/stock",
        f"/v1/cases/{case}/timeline",
        "/v1/problems",
    ):
        first = desk.get(address)
        again = desk.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert "Accept-Language" in again.headers["Vary"]


def test_another_form_of_the_answer_has_another_tag(desk: Desk) -> None:
    new = desk.get("/v1/cases").headers["ETag"]

    assert desk.get("/v1/cases", headers={"Coulisse-Version": FIRST}).headers["ETag"] != new


def test_who_is_pinned_to_an_older_version_gets_its_answers_with_a_warning(desk: Desk) -> None:
    desk.house.own["api_keys"].update_many({}, {"$set": {"api_version": FIRST}})
    for number in range(3):
        desk.post("/v1/api-keys", {"client": f"c{number}"})

    old = desk.get("/v1/api-keys?limit=1")
    new = desk.get("/v1/api-keys?limit=1", headers={"Coulisse-Version": CURRENT})

    assert old.headers["Coulisse-Version"] == FIRST
    assert old.get_json()["next"].endswith("cursor=" + old.get_json()["next_cursor"])
    assert old.headers["Deprecation"].startswith("@")
    assert old.headers["Sunset"].endswith("GMT")
    assert "next_cursor" not in new.get_json()
    assert not {"Deprecation", "Sunset"} & set(new.headers.keys())


def test_a_version_that_never_was_is_refused(desk: Desk) -> None:
    answer = desk.get("/v1/cases", headers={"Coulisse-Version": "2025-01-01"})

    assert (answer.status_code, answer.get_json()["code"]) == (400, "unknown_version")
    assert answer.get_json()["errors"][0]["parameter"] == "Coulisse-Version"


def test_a_cursor_of_another_list_is_refused(desk: Desk) -> None:
    for number in range(3):
        desk.post("/v1/api-keys", {"client": f"c{number}"})
    cursor = desk.get("/v1/api-keys?limit=1").get_json()["next"].rpartition("cursor=")[2]

    assert desk.get(f"/v1/api-keys?cursor={cursor}").status_code == 200
    assert desk.get(f"/v1/api-keys?cursor={cursor}", key=desk.key_for("globex")).status_code == 422
    assert desk.get(f"/v1/cases?cursor={cursor}").status_code == 422


def test_what_is_not_acceptable_is_said(desk: Desk) -> None:
    answer = desk.get("/v1/cases", headers={"Accept": "application/xml"})

    assert (answer.status_code, answer.get_json()["code"]) == (406, "not_acceptable")
    for accept in ("*/*", "application/*", "application/json;q=0.1", "text/html, */*;q=0.1"):
        assert desk.get("/v1/cases", headers={"Accept": accept}).status_code == 200
