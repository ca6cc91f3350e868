"""The work list: who claims, who decides, in which order, and who is called when it is late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import LocalStack
from services.intake.domain.task import Task, review_task
from shared.persistence.mapping import to_document
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.integration.gateway.office import ROOMS, Office
from tests.support.case_bodies import a_complaint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(desk: Desk, stack: LocalStack, master_key_file: Path) -> Iterator[Office]:
    with connect(stack.mongodb_admin_url) as mongo:
        yield Office(desk, mongo, {"COULISSE_MASTER_KEY_FILE": str(master_key_file)}, rooms=ROOMS)


def put_tasks(stack: LocalStack, *wanted: dict[str, Any]) -> list[str]:
    """Open tasks, due one hour after the other."""
    with connect(stack.mongodb_admin_url) as mongo:
        for number, changes in enumerate(wanted):
            case = f"case_{number:032x}"
            standard = {
                "id": review_task(case, "approve"),
                "tenant": "acme",
                "kind": "review",
                "state": "open",
                "case": case,
                "step": "approve",
                "round": 1,
                "revision": 1,
                "client": "shop",
                "team": "credit",
                "title_en": "Approve",
                "title_fr": "Approuver",
                "opened_at": NOW,
                "wanted_by": NOW + timedelta(hours=number),
            }
            task = Task(**{**standard, **changes})
            mongo["coulisse_intake"]["tasks"].insert_one(to_document(task, 1))
    return [f"task_{number:032x}.approve" for number in range(len(wanted))]


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.get_json()["items"]]


def test_the_work_list_shows_what_is_due_first(desk: Desk, stack: LocalStack) -> None:
    late = {"wanted_by": NOW - timedelta(days=1), "kind": "exception"}
    called = {"assignee": "claire", "escalated_to": "emma", "escalated_at": NOW}
    tasks = put_tasks(stack, {}, {"team": "law"}, late, called, {"state": "withdrawn"}, {"tenant": "globex"})

    assert ids(desk.get("/v1/tasks")) == [tasks[2], tasks[0], tasks[1], tasks[3]]
    assert ids(desk.get("/v1/tasks?team=law")) == [tasks[1]]
    assert ids(desk.get("/v1/tasks?assignee=claire")) == [tasks[3]]
    assert ids(desk.get("/v1/tasks?assignee=none&team=credit")) == [tasks[2], tasks[0]]
    assert ids(desk.get("/v1/tasks?kind=exception")) == [tasks[2]]
    assert ids(desk.get("/v1/tasks?escalated_to=emma")) == [tasks[3]]
    assert ids(desk.get("/v1/tasks?state=withdrawn")) == [tasks[4]]


def test_the_work_list_is_read_page_by_page(desk: Desk, stack: LocalStack) -> None:
    same = {"wanted_by": NOW}
    tasks = put_tasks(stack, same, same, same, {"wanted_by": None}, {"wanted_by": None}, {})

    seen, address = [], "/v1/tasks?limit=2"
    while address:
        page = desk.get(address)
        seen += ids(page)
        address = page.get_json()["next"]

    assert seen == [tasks[3], tasks[4], tasks[0], tasks[1], tasks[2], tasks[5]]


def test_a_task_says_what_there_is_to_decide(office: Office) -> None:
    case = office.submit(a_complaint())

    found = office.task(case)

    assert (found["kind"], found["title_fr"], found["round"]) == ("review", "Que répondons-nous ?", 1)
    assert (found["assignee"], found["four_eyes"], found["answered"], found["answer"]) == (
        None,
        False,
        True,
        None,
    )
    assert office.desk.get(f"/v1/cases/{case}/reviews/answer").get_json()["case"] == case
    for unknown in ("task_none.approve", "task_", "nothing"):
        assert office.desk.get(f"/v1/tasks/{unknown}").status_code == 404
    foreign = office.desk.get(f"/v1/tasks/{found['id']}", key=office.desk.key_for("globex"))
    assert foreign.status_code == 404


def test_a_complaint_is_claimed_handed_over_answered_and_rated(office: Office) -> None:
    case = office.submit(a_complaint())
    claire, denis = office.person("claire"), office.person("denis")
    task = office.task(case)
    at = f"/v1/tasks/{task['id']}"

    office.do("POST", f"{at}/claim", by=claire)
    refused = office.do("POST", f"{at}/claim", by=denis, status="refused")
    assert (refused["error"]["code"], bool(refused["error"]["remedy"])) == ("claimed_by_other", True)
    assert office.decide(task, denis, reason="x", status="refused")["error"]["code"] == "claimed_by_other"
    office.do("POST", f"{at}/assign", {"assignee": "denis"}, by=claire)
    assert office.decide(task, denis, status="refused")["error"]["code"] == "reason_missing"
    office.decide(task, denis, reason="It leaves tomorrow.")

    over = office.desk.get(at).get_json()
    assert (over["state"], over["reason"], over["done_by"]["id"]) == ("done", "It leaves tomorrow.", "denis")
    facts = office.facts(case)
    assert facts.count("task_claimed") == 2
    answered = next(one for one in office.items(f"/v1/cases/{case}/timeline") if one["what"] == "step_done")
    assert answered["details"] == {"answer": "It leaves tomorrow."}


def test_an_overdue_task_is_escalated_to_the_lead_and_counted(office: Office) -> None:
    boss = office.person("boss", "supervisor")
    team = {"title_en": "Complaints", "title_fr": "Réclamations", "lead": "emma", "members": ["claire"]}
    office.do("PUT", "/v1/teams/complaints", team, by=boss)
    office.do("PUT", "/v1/agents/claire", {"language": "fr"}, by=boss)
    case = office.submit(a_complaint())
    task = office.task(case)
    assert (
        office.do("POST", f"/v1/tasks/{task['id']}/claim", by=boss, status="refused")["error"]["code"]
        == "not_in_team"
    )
    office.do("POST", f"/v1/tasks/{task['id']}/claim", by=office.person("claire"))

    office.pass_time(timedelta(days=14))

    (found,) = office.items("/v1/tasks?escalated_to=emma")
    assert (found["id"], found["assignee"]) == (task["id"], "claire")
    (counted,) = [
        one
        for one in office.desk.get("/v1/workload", key=boss).get_json()["items"]
        if one["agent"] == "claire"
    ]
    assert (counted["team"], counted["open"], counted["escalated"]) == ("complaints", 1, 1)
    outsider = office.decide(task, office.person("victor"), reason="x", status="refused")
    assert outsider["error"]["code"] == "not_in_team"
    office.do("POST", f"/v1/tasks/{task['id']}/assign", {"assignee": "emma"}, by=office.person("emma"))
    office.decide(task, office.person("emma"), reason="We are sorry.")
    assert [one["team"] for one in office.items("/v1/teams")] == ["complaints"]
    assert [one["language"] for one in office.items("/v1/agents")] == ["fr"]
    assert office.desk.get("/v1/teams/nobody").status_code == 404


def test_a_decision_on_a_round_that_has_not_begun_is_refused_at_once(office: Office) -> None:
    task = office.task(office.submit(a_complaint()))

    answer = office.desk.post(
        f"/v1/tasks/{task['id']}/decision", {"round": 2, "answer": "accept", "reason": "yes"}
    )

    assert answer.get_json()["errors"][0]["code"] == "no_such_round"


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("PUT", "/v1/teams/x", {"title_en": "X"}),
        ("PUT", "/v1/teams/x", {"title_en": "X", "title_fr": "X", "members": ["a", "a"]}),
        ("PUT", "/v1/agents/x", {"language": "french"}),
        ("PUT", "/v1/agents/x", {"present": "yes"}),
    ],
)
def test_what_cannot_be_meant_is_refused_at_the_door(
    desk: Desk, method: str, address: str, body: Any
) -> None:
    assert desk.ask(method, address, body).status_code == 422
