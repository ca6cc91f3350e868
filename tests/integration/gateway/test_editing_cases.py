"""Changing what may be edited, with If-Match; comments, whose words lie in the vault."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.examples import CASE
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk

pytestmark = pytest.mark.usefixtures("intake")


def change(desk: Desk, case: str, body: Any, tag: str | None = None) -> Any:
    headers = {"If-Match": tag} if tag else {}
    return desk.ask("PATCH", f"/v1/cases/{case}", body, headers=headers)


def test_who_changes_what_somebody_else_has_changed_is_refused(desk: Desk) -> None:
    case = desk.submit(CASE)
    tag = desk.get(f"/v1/cases/{case}").headers["ETag"]

    first = desk.outcome(change(desk, case, {"tags": ["a"]}, tag))
    second = change(desk, case, {"tags": ["b"]}, tag)

    assert first["result"] == {"version": "1"}
    assert second.status_code == 412
    read = desk.get(f"/v1/cases/{case}")
    assert (read.get_json()["tags"], read.get_json()["version"]) == (["a"], 1)
    assert desk.outcome(change(desk, case, {"tags": ["b"]}, read.headers["ETag"]))["status"] == "done"
    assert desk.outcome(change(desk, case, {"priority": "urgent"}))["status"] == "done"


def test_of_two_changes_at_the_same_time_one_is_told_that_it_lost(desk: Desk) -> None:
    case = desk.submit(CASE)
    tag = desk.get(f"/v1/cases/{case}").headers["ETag"]
    answers = [change(desk, case, {"tags": [name]}, tag) for name in ("a", "b")]

    codes = [
        "version_mismatch"
        if answer.status_code == 412
        else (desk.outcome(answer)["error"] or {}).get("code", "")
        for answer in answers
    ]

    assert codes == ["", "version_mismatch"]


@pytest.mark.parametrize("body", [{}, {"status": "closed"}, {"priority": "high"}, {"tags": "web"}])
def test_only_what_may_be_edited_is_changed(desk: Desk, body: Any) -> None:
    case = desk.submit(CASE)

    assert change(desk, case, body).status_code == 422
    assert change(desk, "case_none", {"tags": []}).status_code == 404


def test_comments_are_read_in_the_order_in_which_they_were_made(desk: Desk) -> None:
    case = desk.submit(CASE)
    address = f"/v1/cases/{case}/comments"
    assert desk.get(address).get_json()["items"] == []
    for text in ("Called Ada.", "She will pay on Monday.", "Paid."):
        desk.outcome(desk.post(address, {"text": text}))

    page = desk.get(f"{address}?limit=2").get_json()
    rest = desk.get(page["next"]).get_json()

    found = page["items"] + rest["items"]
    assert [one["text"] for one in found] == ["Called Ada.", "She will pay on Monday.", "Paid."]
    assert found[0]["who"] == {"kind": "client", "id": "shop"}
    facts = [fact["what"] for fact in desk.get(f"/v1/cases/{case}/timeline").get_json()["items"]]
    assert facts.count("commented") == 3


def test_the_words_of_a_comment_lie_in_the_vault_alone_and_can_be_erased(
    desk: Desk, stack: LocalStack
) -> None:
    case = desk.submit(CASE)
    address = f"/v1/cases/{case}/comments"
    id = desk.outcome(desk.post(address, {"text": "Ada has moved."}))["result"]["comment"]

    with connect(stack.mongodb_admin_url) as mongo:
        for name in ("coulisse_gateway", "coulisse_vault"):
            for collection in mongo[name].list_collection_names():
                assert "Ada has moved" not in repr(list(mongo[name][collection].find()))
    assert desk.house.vault.erase("acme", id, datetime.now(UTC))

    (comment,) = desk.get(address).get_json()["items"]
    assert (comment["id"], comment["text"]) == (id, None)


def test_comments_of_a_case_are_its_tenants(desk: Desk) -> None:
    case = desk.submit(CASE)

    other = desk.key_for("globex")
    assert desk.get(f"/v1/cases/{case}/comments", key=other).status_code == 404
    assert desk.post(f"/v1/cases/{case}/comments", {"text": "x"}, key=other).status_code == 404
