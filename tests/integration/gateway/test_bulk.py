"""Many cases in one request: each line for itself, each once."""

import json
from typing import Any

import pytest

from gateway.cases import bulk_forms
from gateway.examples import CASE
from tests.integration.gateway.conftest import Desk

BAD = CASE | {"type": "no_such_type"}


def bulk(desk: Desk, *lines: Any, again: str | None = None, **more: Any) -> Any:
    """lines: objects, or texts as they are."""
    data = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    more.setdefault("content_type", "application/x-ndjson")
    return desk.ask("POST", "/v1/cases/bulk", again=again, data=data, **more)


def results(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_every_line_has_its_own_result_in_order(desk: Desk) -> None:
    found = results(bulk(desk, CASE, BAD, "{not json", "", CASE | {"reference": "second"}))

    assert [(one["line"], one["status"]) for one in found] == [(1, 202), (2, 422), (3, 400), (5, 202)]
    assert found[1]["problem"]["errors"][0]["pointer"] == "/type"
    assert found[1]["problem"]["errors"][0]["remedy"]
    assert found[3]["case"]["reference"] == "second"
    assert len(desk.stored()) == 2
    for one in (found[0], found[3]):
        assert desk.get(f"/v1/cases/{one['case']['id']}").get_json() == one["case"]
        assert desk.get(f"/v1/operations/{one['case']['operation']}").get_json()["status"] == "pending"


def test_cases_in_one_object_have_the_same_results_in_one_object(desk: Desk) -> None:
    cases = [CASE, BAD, 7, None, CASE | {"reference": "second"}]

    answer = bulk(desk, json.dumps({"cases": cases}), content_type="application/json", again="k1")
    again = bulk(desk, json.dumps({"cases": cases}), content_type="application/json", again="k1")

    items = answer.get_json()["items"]
    assert [(one["line"], one["status"]) for one in items] == [
        (1, 202),
        (2, 422),
        (3, 422),
        (4, 422),
        (5, 202),
    ]
    assert [one.get("case") for one in again.get_json()["items"]] == [one.get("case") for one in items]
    assert len(desk.stored()) == 2


@pytest.mark.parametrize(
    ("sent", "accept", "answered"),
    [
        ("application/x-ndjson", "application/json", "application/json"),
        ("application/json", "application/x-ndjson", "application/x-ndjson"),
        ("application/x-ndjson", "*/*", "application/x-ndjson"),
        ("application/json", "application/x-ndjson;q=0.5, application/json;q=0.9", "application/json"),
    ],
)
def test_results_come_in_the_form_that_the_caller_takes(
    desk: Desk, sent: str, accept: str, answered: str
) -> None:
    body = CASE if sent == "application/x-ndjson" else {"cases": [CASE]}

    answer = bulk(desk, body, content_type=sent, headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, answered)


@pytest.mark.parametrize(
    "body", [{}, {"cases": []}, {"cases": CASE}, {"cases": [CASE] * 1_001}, {"cases": [CASE], "x": 1}, []]
)
def test_an_object_that_is_none_of_cases_is_refused_as_a_whole(desk: Desk, body: Any) -> None:
    answer = bulk(desk, json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert desk.stored() == []


def test_a_repeated_bulk_call_gives_the_same_results_and_stores_nothing_more(desk: Desk) -> None:
    lines = [CASE | {"reference": str(number)} for number in range(5)]
    first = results(bulk(desk, *lines, again="k1"))

    second = results(bulk(desk, *lines, again="k1"))

    assert [one["case"] for one in second] == [one["case"] for one in first]
    assert all(one["replayed"] for one in second)
    assert len(desk.stored()) == 5
    assert desk.house.mongo["coulisse_vault"]["persons"].count_documents({}) == 5


def test_after_a_line_was_mended_the_others_are_not_stored_again(desk: Desk) -> None:
    first = results(bulk(desk, CASE, BAD, again="k1"))

    second = results(bulk(desk, CASE, CASE, again="k1"))

    assert second[0]["case"] == first[0]["case"]
    assert (second[1]["status"], "replayed" in second[1]) == (202, False)


def test_another_line_under_the_same_key_is_refused(desk: Desk) -> None:
    bulk(desk, CASE, again="k1")

    (found,) = results(bulk(desk, CASE | {"reference": "other"}, again="k1"))

    assert (found["status"], found["problem"]["code"]) == (422, "idempotency_key_reused")


def test_a_line_with_a_key_of_its_own_is_known_in_any_file(desk: Desk) -> None:
    mine = CASE | {"idempotency_key": "order-7"}
    (first,) = results(bulk(desk, mine))

    found = results(bulk(desk, CASE, mine, mine))

    assert [one["case"]["id"] == first["case"]["id"] for one in found] == [False, True, True]
    assert len(desk.stored()) == 2


def test_the_same_key_twice_in_one_request_is_one_case(desk: Desk) -> None:
    mine = CASE | {"idempotency_key": "order-7"}

    first, second = results(bulk(desk, mine, mine))

    assert first["case"] == second["case"]
    assert len(desk.stored()) == 1


def test_documents_of_all_lines_are_looked_at(desk: Desk) -> None:
    document = desk.upload()
    with_document = CASE | {"documents": [{"id": document, "kind": "contract"}]}
    without = CASE | {"documents": [{"id": "doc_none", "kind": "contract"}]}

    found = results(bulk(desk, with_document, without))

    assert [one["status"] for one in found] == [202, 422]
    assert found[1]["problem"]["errors"][0]["pointer"] == "/documents/0/id"


@pytest.mark.parametrize(
    ("lines", "more", "status"),
    [
        ([CASE], {"content_type": "text/plain"}, 415),
        ([CASE], {"content_type": "application/json"}, 422),
        (["", " "], {}, 422),
        (["1"] * (bulk_forms.MOST_LINES + 1), {}, 413),
        ([" " * bulk_forms.MOST_BYTES + "{}"], {}, 413),
        ([CASE], {"again": " "}, 400),
        ([CASE], {"headers": {"Content-Encoding": "gzip"}}, 415),
    ],
)
def test_what_is_no_bulk_request_is_refused_as_a_whole(
    desk: Desk, lines: list[Any], more: dict[str, Any], status: int
) -> None:
    assert bulk(desk, *lines, **more).status_code == status
    assert desk.stored() == []


def test_a_thousand_lines_are_stored(desk: Desk) -> None:
    line = json.dumps(CASE)

    found = results(bulk(desk, *[line] * bulk_forms.MOST_LINES))

    assert {one["status"] for one in found} == {202}
    assert len({one["case"]["id"] for one in found}) == bulk_forms.MOST_LINES
