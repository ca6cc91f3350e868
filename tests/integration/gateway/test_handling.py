"""The stories of the further case types through the API: checks, approvals, waivers, re-opening, ratings."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import LocalStack
from services.validation.adapters.outdated_checks import mark_outdated
from services.validation.domain import catalogue
from shared.contracts.documents import RecheckDocuments
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.integration.gateway.office import ROOMS, Office, a_leave_request, a_supplier_invoice
from tests.support.case_bodies import a_complaint


@pytest.fixture
def office(desk: Desk, stack: LocalStack, master_key_file: Path) -> Iterator[Office]:
    with connect(stack.mongodb_admin_url) as mongo:
        yield Office(desk, mongo, {"COULISSE_MASTER_KEY_FILE": str(master_key_file)}, rooms=ROOMS)


def days_from(office: Office, days: int) -> str:
    """Of the office's clock, which runs ahead of the wall's."""
    return (office.now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def waiver(rule: str, where: str, step: str = "check_documents") -> dict[str, object]:
    return {"step": step, "round": 1, "rule": rule, "where": where, "reason": "Seen on paper"}


def test_leave_is_checked_and_approved(office: Office) -> None:
    case = office.submit(a_leave_request())

    task = office.task(case)
    assert (task["kind"], task["team"]) == ("approval", "human-resources")
    office.decide(task, office.person("claire"))

    assert office.case(case)["status"] == "closed"


def test_leave_that_ends_before_it_begins_is_to_be_corrected(office: Office) -> None:
    case = office.submit(a_leave_request(until="2026-07-01"))
    assert office.case(case)["status"] == "needs_correction"
    assert office.task(case, kind="correction")["step"] == "check_request"

    office.do("POST", f"/v1/cases/{case}/corrections", {"answers": {"until": "2026-07-10"}})

    assert office.case(case)["answers"]["until"] == "2026-07-10"
    assert office.task(case, kind="approval")["round"] == 2
    assert office.items(f"/v1/tasks?case={case}&kind=correction&state=done")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"answers": {"supplier_reference": "F-1"}}, "/answers/invoiced_on", "required"),
        (
            {"answers": {"supplier_reference": "F-1", "invoiced_on": "31/03/2026"}},
            "/answers/invoiced_on",
            "not_a_date",
        ),
        (
            {"answers": {"supplier_reference": "F-1", "invoiced_on": "2026-03-31", "colour": "red"}},
            "/answers/colour",
            "unknown_field",
        ),
        ({"vat": []}, "/vat", "required"),
        ({"supplier": "no spaces"}, "/supplier", "wrong_format"),
        ({"of_case": "case_0198c1a2b3c47d5e8f90123456789abc"}, "/of_case", "unknown_case"),
    ],
)
def test_what_a_type_asks_is_checked_at_the_door(
    desk: Desk, changes: dict[str, Any], pointer: str, code: str
) -> None:
    answer = desk.post("/v1/cases", a_supplier_invoice(**changes))

    assert answer.status_code == 422
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer.get_json()["errors"]]


def test_a_finding_is_waived_with_a_reason_and_the_invoice_is_approved_by_two(office: Office) -> None:
    case = office.submit(a_supplier_invoice("6000.00", "1200.00"))
    assert office.case(case)["status"] == "needs_correction"
    (finding,) = [one for one in office.items(f"/v1/cases/{case}/findings") if one["severity"] == "error"]
    assert (finding["rule"], finding["waived"]) == ("document.missing", None)

    boss, denis = office.person("boss", "supervisor"), office.person("denis")
    order = waiver(finding["rule"], finding["where"])
    assert office.desk.post(f"/v1/cases/{case}/findings/waive", order, key=denis).status_code == 403
    waived = office.do("POST", f"/v1/cases/{case}/findings/waive", order, by=boss)
    assert waived["result"] == {"accepted": "true"}

    (finding,) = [one for one in office.items(f"/v1/cases/{case}/findings") if one["severity"] == "error"]
    assert (finding["waived"]["reason"], finding["waived"]["actor"]["id"]) == ("Seen on paper", "boss")
    story = [one for one in office.items(f"/v1/cases/{case}/timeline") if one["what"] == "finding_waived"]
    assert [one["who"]["id"] for one in story] == ["boss"]
    task = office.task(case, kind="approval")
    assert task["four_eyes"]
    assert office.decide(task, denis)["result"] == {"waits_for": "second_person"}
    assert office.decide(task, denis, status="refused")["error"]["code"] == "second_person_needed"
    assert office.task(case, kind="approval")["accepted_by"]["id"] == "denis"
    office.decide(task, boss)
    assert "step_asked" in office.facts(case)
    assert office.case(case)["steps"]["approve"]["by"] == "boss"


def test_the_second_of_four_eyes_is_not_who_changed_the_case_last(office: Office) -> None:
    case = office.submit(a_supplier_invoice("6000.00", "1200.00"))
    boss, denis = office.person("boss", "supervisor"), office.person("denis")
    office.do("POST", f"/v1/cases/{case}/findings/waive", waiver("document.missing", "/documents"), by=boss)
    task = office.task(case, kind="approval")
    office.decide(task, denis)

    office.do("PATCH", f"/v1/cases/{case}", {"tags": ["looked-at"]}, by=boss)

    assert office.decide(task, boss, status="refused")["error"]["code"] == "changed_it_last"
    office.decide(task, office.person("emma"))


@pytest.mark.parametrize(("rule", "where"), [("sums.unequal", "/documents"), ("document.missing", "/lines")])
def test_what_was_not_found_is_not_waived(office: Office, rule: str, where: str) -> None:
    case = office.submit(a_supplier_invoice())

    refused = office.do("POST", f"/v1/cases/{case}/findings/waive", waiver(rule, where), status="refused")

    assert refused["error"]["code"] == "no_such_finding"
    unknown = office.desk.post(f"/v1/cases/{case}/findings/waive", waiver(rule, where, step="nothing"))
    assert unknown.get_json()["errors"][0]["code"] == "no_such_finding"


def test_the_same_invoice_twice_is_flagged(office: Office) -> None:
    first = office.submit(a_supplier_invoice())

    second = office.submit(a_supplier_invoice())

    assert (office.case(first)["alike"], office.case(second)["alike"]) == ("", first)
    assert office.case(second)["status"] == "needs_correction"


def test_an_answer_is_opened_again_and_rated(office: Office) -> None:
    case = office.submit(a_complaint())
    while office.case(case)["status"] != "closed":
        task = office.task(case)
        office.decide(task, office.person(f"of-{task['team']}"), reason="We are sorry.")
    early = office.submit(a_complaint(reference="CRM-78"))
    refused = office.do("PUT", f"/v1/cases/{early}/rating", {"rating": 2}, status="refused")
    assert refused["error"]["code"] == "rated_too_early"

    office.do("PUT", f"/v1/cases/{case}/rating", {"rating": 4, "comment": "Quick"})
    office.do("POST", f"/v1/cases/{case}/reopen", {"reason": "No date was named"})

    assert office.desk.get(f"/v1/cases/{case}/rating").get_json()["comment"] == "Quick"
    period = f"since={days_from(office, -1)}&until={days_from(office, 1)}"
    (counted,) = office.desk.get(f"/v1/satisfaction?{period}").get_json()["items"]
    assert (counted["type"], counted["team"], counted["mean"]) == ("complaint", "complaints", "4.00")
    shown = office.case(case)
    assert (shown["status"], shown["reopened"], shown["round"]) == ("waiting", 1, 2)
    assert office.task(case)["round"] == 2
    again = office.do("POST", f"/v1/cases/{case}/reopen", {"reason": "x"}, status="refused")
    assert again["error"]["code"] == "not_over"
    assert office.desk.get(f"/v1/cases/{early}/rating").status_code == 404
    too_long = office.desk.get("/v1/satisfaction?since=2020-01-01T00:00:00Z")
    assert too_long.get_json()["errors"][0]["code"] == "unusable_period"


def test_an_open_case_is_checked_again_once_a_check_has_another_version(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = office.mongo["coulisse_validation"]
    assert mark_outdated(database, catalogue.VERSIONS, office.now) == 0
    case = office.submit(a_leave_request())

    monkeypatch.setitem(catalogue.VERSIONS, "period", 2)
    assert mark_outdated(database, catalogue.VERSIONS, office.now) == 1
    assert mark_outdated(database, catalogue.VERSIONS, office.now) == 0
    office.tell(RecheckDocuments(case=case, step="check_request", due_at=office.now))

    assert "check_repeated" in office.facts(case)
    check = database.checks.find_one({"case": case})
    assert check is not None
    assert (check["versions"]["period"], check["due_at"], check["again"]) == (2, None, True)
