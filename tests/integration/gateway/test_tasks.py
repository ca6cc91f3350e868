"""The work list: who claims, who decides, in which order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.access.scopes import ROLES
from gateway.settings import Settings
from infra.local.stack import LocalStack
from services.validation.domain.review import Review, review_id
from shared.persistence.mapping import to_document
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.support.processes import ServiceUnderTest
from tests.support.stack import purge_queues

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def validation(stack: LocalStack, settings: Settings, indexes: None) -> Iterator[None]:
    purge_queues(stack)
    environ = {"COULISSE_MASTER_KEY_FILE": settings.master_key_file}
    with ServiceUnderTest(stack, "services.validation.service", **environ) as service:
        service.wait_ready()
        yield
    purge_queues(stack)


def put_reviews(stack: LocalStack, *wanted: dict[str, Any]) -> list[str]:
    """Open reviews, due one hour after the other; their tasks."""
    with connect(stack.mongodb_admin_url) as mongo:
        for number, changes in enumerate(wanted):
            case = f"case_{number:032x}"
            standard = {
                "id": review_id(case, "approve"),
                "tenant": "acme",
                "case": case,
                "step": "approve",
                "state": "open",
                "round": 1,
                "client": "shop",
                "team": "credit",
                "title_en": "Approve",
                "title_fr": "Approuver",
                "opened_at": NOW,
                "wanted_by": NOW + timedelta(hours=number),
            }
            review = Review(**{**standard, **changes})
            mongo["coulisse_validation"]["reviews"].insert_one(to_document(review, 1))
    return [f"task_{number:032x}.approve" for number in range(len(wanted))]


def person(desk: Desk, name: str, role: str = "agent") -> str:
    return desk.key_for("acme", client=name, scopes=tuple(ROLES[role]), role=role)


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.get_json()["items"]]


def test_the_work_list_shows_what_is_due_first(desk: Desk, stack: LocalStack) -> None:
    late = {"wanted_by": NOW - timedelta(days=1)}
    tasks = put_reviews(
        stack, {}, {"team": "law"}, late, {"assignee": "claire"}, {"state": "withdrawn"}, {"tenant": "globex"}
    )

    assert ids(desk.get("/v1/tasks")) == [tasks[2], tasks[0], tasks[1], tasks[3]]
    assert ids(desk.get("/v1/tasks?team=law")) == [tasks[1]]
    assert ids(desk.get("/v1/tasks?assignee=claire")) == [tasks[3]]
    assert ids(desk.get("/v1/tasks?assignee=none&team=credit")) == [tasks[2], tasks[0]]
    assert ids(desk.get("/v1/tasks?state=withdrawn")) == [tasks[4]]


def test_the_work_list_is_read_page_by_page(desk: Desk, stack: LocalStack) -> None:
    same = {"wanted_by": NOW}
    tasks = put_reviews(stack, same, same, same, {"wanted_by": None}, {"wanted_by": None}, {})

    seen, address = [], "/v1/tasks?limit=2"
    while address:
        page = desk.get(address)
        seen += ids(page)
        address = page.get_json()["next"]

    assert seen == [tasks[3], tasks[4], tasks[0], tasks[1], tasks[2], tasks[5]]


def test_a_task_says_what_there_is_to_decide(desk: Desk, stack: LocalStack) -> None:
    (task,) = put_reviews(stack, {"four_eyes": True})

    found = desk.get(f"/v1/tasks/{task}").get_json()

    assert (found["kind"], found["title_fr"], found["round"]) == ("review", "Approuver", 1)
    assert (found["assignee"], found["four_eyes"], found["answer"]) == (None, True, None)
    case = found["case"]
    assert desk.get(f"/v1/cases/{case}/reviews/approve").get_json()["case"] == case
    for unknown in ("task_none.approve", "task_", "nothing"):
        assert desk.get(f"/v1/tasks/{unknown}").status_code == 404
    assert desk.get(f"/v1/tasks/{task}", key=desk.key_for("globex")).status_code == 404


@pytest.mark.usefixtures("validation")
def test_of_two_who_claim_one_wins_and_the_other_is_told(desk: Desk, stack: LocalStack) -> None:
    (task,) = put_reviews(stack, {})
    keys = [person(desk, "claire"), person(desk, "denis")]
    answers = [desk.ask("POST", f"/v1/tasks/{task}/claim", key=key) for key in keys]

    outcomes = [desk.outcome(answer, key=key) for answer, key in zip(answers, keys, strict=True)]

    assert sorted(one["status"] for one in outcomes) == ["done", "refused"]
    (refused,) = [one for one in outcomes if one["status"] == "refused"]
    assert (refused["error"]["code"], bool(refused["error"]["remedy"])) == ("claimed_by_other", True)
    (won,) = [one for one in outcomes if one["status"] == "done"]
    assert desk.get(f"/v1/tasks/{task}").get_json()["assignee"] == won["result"]["assignee"]


@pytest.mark.usefixtures("validation")
def test_a_claimed_task_is_decided_by_its_holder_or_a_supervisor(desk: Desk, stack: LocalStack) -> None:
    first, second = put_reviews(stack, {"assignee": "claire"}, {"assignee": "claire"})
    denis, boss = person(desk, "denis"), person(desk, "boss", "supervisor")
    accept = {"round": 1, "answer": "accept"}

    refused = desk.outcome(desk.post(f"/v1/tasks/{first}/decision", accept, key=denis), key=denis)
    assert refused["error"]["code"] == "claimed_by_other"
    moved = desk.outcome(desk.post(f"/v1/tasks/{first}/assign", {"assignee": "denis"}, key=boss), key=boss)
    assert moved["result"] == {"assignee": "denis"}
    assert desk.post(f"/v1/tasks/{first}/assign", {"assignee": "x"}, key=denis).status_code == 403
    decided = desk.outcome(desk.post(f"/v1/tasks/{first}/decision", accept, key=denis), key=denis)
    assert decided["status"] == "done"
    assert (
        desk.outcome(desk.post(f"/v1/tasks/{second}/decision", accept, key=boss), key=boss)["status"]
        == "done"
    )
    assert ids(desk.get("/v1/tasks?state=decided")) == [first, second]


@pytest.mark.usefixtures("validation")
def test_four_eyes_are_two_persons(desk: Desk, stack: LocalStack) -> None:
    (task,) = put_reviews(stack, {"four_eyes": True})
    claire, denis = person(desk, "claire"), person(desk, "denis")
    accept = {"round": 1, "answer": "accept"}

    half = desk.outcome(desk.post(f"/v1/tasks/{task}/decision", accept, key=claire), key=claire)
    assert half["result"] == {"waits_for": "second_person"}
    again = desk.outcome(desk.post(f"/v1/tasks/{task}/decision", accept, key=claire), key=claire)
    assert again["error"]["code"] == "second_person_needed"
    assert desk.get(f"/v1/tasks/{task}").get_json()["accepted_by"] == {"kind": "agent", "id": "claire"}
    whole = desk.outcome(desk.post(f"/v1/tasks/{task}/decision", accept, key=denis), key=denis)
    assert whole["status"] == "done"


def test_a_decision_on_a_round_that_has_not_begun_is_refused_at_once(desk: Desk, stack: LocalStack) -> None:
    (task,) = put_reviews(stack, {})

    answer = desk.post(f"/v1/tasks/{task}/decision", {"round": 2, "answer": "accept"})

    assert answer.get_json()["errors"][0]["code"] == "no_such_round"
