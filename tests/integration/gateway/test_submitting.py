"""A case that was answered 202 is stored, once, whatever happens around it."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from gateway.accepting.body_hash import NO_BODY
from gateway.examples import CASE
from shared.contracts.cases import CorrectCase, SubmitCase
from shared.contracts.codec import decode
from shared.security.vault import Vault
from tests.integration.gateway.conftest import Desk


def test_an_accepted_case_can_be_read_before_intake_has_seen_it(desk: Desk) -> None:
    accepted = desk.post("/v1/cases", CASE)

    assert accepted.status_code == 202
    read = desk.get(accepted.headers["Location"])
    assert read.get_json() == accepted.get_json()
    assert read.get_json()["status"] == "received"
    assert desk.get(accepted.headers["Location"] + "/timeline").get_json()["items"] == []


def test_the_stored_message_says_what_was_submitted(desk: Desk) -> None:
    case = desk.post("/v1/cases", CASE | {"priority": "urgent"}).get_json()["id"]

    message = submitted(desk)
    assert (message.case, message.client, message.type) == (case, "shop", "sales_order")
    assert [(line.number, line.article, str(line.unit_price)) for line in message.lines] == [
        (1, "CH-100", "49.90"),
        (2, "TB-200", "310.00"),
    ]
    assert message.parties[0].holds == ("vat_number",)
    assert desk.stored()[0]["message"]["routing_key"].startswith("urgent.")


def submitted(desk: Desk) -> SubmitCase:
    (document,) = desk.stored()
    message = decode(bytes(document["message"]["body"])).message
    assert isinstance(message, SubmitCase)
    return message


def test_personal_data_lies_in_the_vault_and_nowhere_else(desk: Desk) -> None:
    desk.post("/v1/cases", CASE)

    ref = submitted(desk).parties[0].ref
    kept = Vault(desk.house.mongo["coulisse_vault"], desk.house.sealer).read("acme", ref)
    assert kept == CASE["parties"][0]
    everything = repr(desk.stored()) + repr(list(desk.house.mongo["coulisse_vault"]["persons"].find()))
    assert "Roche" not in everything
    assert "achats@example.org" not in everything


def test_the_same_key_gives_the_same_answer(desk: Desk) -> None:
    first = desk.post("/v1/cases", CASE, again="k1")
    second = desk.post("/v1/cases", CASE, again="k1")

    assert (second.status_code, second.data, second.headers["Location"]) == (
        202,
        first.data,
        first.headers["Location"],
    )
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(desk.stored()) == 1
    assert desk.house.mongo["coulisse_vault"]["persons"].count_documents({}) == 1


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    desk.post("/v1/cases", CASE, again="k1")

    answer = desk.post("/v1/cases", CASE | {"reference": "other"}, again="k1")

    assert (answer.status_code, answer.get_json()["code"]) == (422, "idempotency_key_reused")
    assert len(desk.stored()) == 1
    assert desk.house.mongo["coulisse_vault"]["persons"].count_documents({"key": {"$exists": True}}) == 1


def test_keys_of_different_clients_and_addresses_do_not_meet(desk: Desk) -> None:
    other = desk.key_for("acme", client="crm")

    case = desk.post("/v1/cases", CASE, again="k1").get_json()["id"]
    assert desk.post("/v1/cases", CASE, again="k1", key=other).status_code == 202
    assert desk.post(f"/v1/cases/{case}/cancel", {"reason": "twice"}, again="k1").status_code == 202

    assert len(desk.stored()) == 3


def test_work_without_a_key_is_refused(desk: Desk) -> None:
    for key in ("", "x" * 256, "a b", "\u00e9"):
        answer = desk.post("/v1/cases", CASE, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.get_json()["code"]) == (400, "idempotency_key")
    assert desk.stored() == []


def together(desk: Desk, times: int, key: Any) -> list[Any]:
    gate = Barrier(times)

    def submit(number: int) -> Any:
        gate.wait(10)
        return desk.post("/v1/cases", CASE, again=key(number))

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(submit, range(times)))


def test_of_concurrent_requests_under_one_key_one_wins_and_all_hear_the_same(desk: Desk) -> None:
    answers = together(desk, 16, lambda _: "k1")

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert len(desk.stored()) == 1


def test_concurrent_requests_are_each_stored_once(desk: Desk) -> None:
    answers = together(desk, 32, lambda number: f"k{number}")

    ids = {answer.get_json()["id"] for answer in answers}
    assert {answer.status_code for answer in answers} == {202}
    assert len(ids) == 32
    assert {document["case"] for document in desk.stored()} == ids


def test_a_request_that_cannot_be_stored_does_not_hurt_its_neighbours(desk: Desk) -> None:
    # No route lets such a thing through; the committer must stand it all the same.
    poison = "\ud800"
    house = desk.house
    accept = house.acceptance.accept
    desk.post("/v1/cases", CASE, again="k1")
    sample = desk.stored()[0]
    requests = [_like(sample, f"id-{number}", poison if number == 3 else "acme") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        outcomes = [outcome.what for outcome in pool.map(accept, requests)]

    assert outcomes == ["stored", "stored", "stored", "unstorable", "stored", "stored", "stored", "stored"]
    assert house.acceptance.running


def _like(document: dict[str, Any], id: str, tenant: str) -> Any:
    from gateway.accepting.accepted import Accepted, Answer, message_of

    return Accepted(
        id=id,
        body_hash=NO_BODY,
        tenant=tenant,
        subject="x",
        answer=Answer(202, b"{}"),
        message=message_of(document),
        command="case.submit.v1",
        created_at=document["created_at"],
    )


def test_a_retry_is_answered_even_when_its_documents_are_taken_by_its_own_case(desk: Desk) -> None:
    document = desk.upload()
    body = CASE | {"documents": [{"id": document, "kind": "contract"}]}
    first = desk.post("/v1/cases", body, again="k1")
    desk.house.documents.attach("acme", [document], first.get_json()["id"])

    second = desk.post("/v1/cases", body, again="k1")

    assert (second.status_code, second.data) == (202, first.data)


def test_documents_must_be_there_and_free(desk: Desk) -> None:
    taken = desk.upload()
    desk.house.documents.attach("acme", [taken], "case_other")
    foreign = desk.upload(key=desk.key_for("globex"))
    given = [{"id": id, "kind": "contract"} for id in ("doc_none", taken, foreign, desk.upload(b"free"))]

    answer = desk.post("/v1/cases", CASE | {"documents": given})

    errors = answer.get_json()["errors"]
    assert answer.status_code == 422
    assert [error["pointer"] for error in errors] == ["/documents/0/id", "/documents/1/id", "/documents/2/id"]
    assert len({(error["detail"], error["remedy"]) for error in errors}) == 1
    assert desk.stored() == []


def test_what_a_case_type_wants_is_asked_for_at_the_door(desk: Desk) -> None:
    unknown = desk.post("/v1/cases", CASE | {"type": "no_such_type"})
    bare = desk.post("/v1/cases", {"type": CASE["type"], "reference": "R-1"})

    assert [error["pointer"] for error in unknown.get_json()["errors"]] == ["/type"]
    assert [error["pointer"] for error in bare.get_json()["errors"]] == ["/lines", "/customer", "/parties"]
    assert desk.stored() == []


def test_a_correction_names_only_what_changes(desk: Desk) -> None:
    case = desk.post("/v1/cases", CASE).get_json()["id"]

    answer = desk.post(f"/v1/cases/{case}/corrections", {"lines": CASE["lines"][:1]})

    assert answer.status_code == 202
    (stored,) = [one for one in desk.stored() if "corrections" in one["_id"]]
    message = decode(bytes(stored["message"]["body"])).message
    assert isinstance(message, CorrectCase)
    assert (message.case, len(message.lines or ()), message.parties, message.totals) == (case, 1, None, None)


def test_the_body_itself_is_not_kept(desk: Desk) -> None:
    desk.post("/v1/cases", CASE)

    (stored,) = desk.stored()
    assert json.dumps(CASE)[:40] not in repr(stored)
    assert set(stored) == {
        "_id", "body_hash", "tenant", "subject", "case", "answer", "message", "unsent", "created_at", "operation",
        "command", "received",
    }  # fmt: skip
