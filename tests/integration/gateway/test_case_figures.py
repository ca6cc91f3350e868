"""Key figures by day, read from what operations added up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from infra.local.stack import LocalStack
from services.operations.collections import CASE_COUNTS, CASES_IN_ALL, DATABASE
from services.operations.domain.case_counts import CaseCounts, CasesInAll
from services.operations.queries.figures import by_type
from shared.contracts.cases import CaseReopened
from shared.contracts.message import Lane
from shared.persistence.mapping import to_document
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.unit.operations.counted import Counts, a_time, an_ended, an_opened

BEGIN = datetime(2026, 2, 25, 9, tzinfo=UTC)
PERIOD = "since=2026-02-25&until=2026-04-02"


def a_spring() -> Counts:
    """A case a day from 25 February to 5 April, closed on its day after as many minutes; one begun anew, one refused,
    one that waits, and two of others."""
    counts = Counts()
    for number in range(40):
        lane: Lane = "urgent" if number % 4 == 0 else "normal"
        began = BEGIN + timedelta(days=number)
        steps = (a_time("ship", worked=1_000), a_time("reserve_stock", worked=1_000, waited=3_000))
        counts.tell(an_opened(number, began), lane=lane)
        ended = an_ended(number, timedelta(minutes=number + 1), began, late=number < 3, steps=steps)
        counts.tell(ended, lane=lane)
    counts.tell(CaseReopened(case="case_0", type="sales_order", reopened_at=BEGIN + timedelta(days=5)))
    counts.tell(an_opened(50, BEGIN, type="customer_file"))
    counts.tell(an_ended(50, began_at=BEGIN, type="customer_file", outcome="refused"))
    counts.tell(an_opened(51, BEGIN, type="customer_file"))
    counts.tell(an_opened(52, BEGIN), tenant="globex")
    return counts


@pytest.fixture
def spring(desk: Desk, stack: LocalStack) -> None:
    counts = a_spring()
    with connect(stack.mongodb_admin_url) as mongo:
        for name, kind in ((CASE_COUNTS, CaseCounts), (CASES_IN_ALL, CasesInAll)):
            mongo[DATABASE][name].insert_many([to_document(one, 1) for one in counts.all(kind)])


def figures(desk: Desk, query: str = PERIOD) -> list[dict[str, Any]]:
    answer = desk.get(f"/v1/operations/figures?{query}")
    assert answer.status_code == 200, answer.get_json()
    found: list[dict[str, Any]] = answer.get_json()["types"]
    return found


@pytest.mark.usefixtures("spring")
def test_figures_say_by_type_what_came_in_ended_and_waits(desk: Desk) -> None:
    files, orders = figures(desk)

    counted = ("type", "received", "closed", "refused", "cancelled", "reopened", "waiting")
    assert [orders[name] for name in counted] == ["sales_order", 37, 37, 0, 0, 1, 1]
    assert [files[name] for name in counted] == ["customer_file", 2, 0, 1, 0, 0, 1]
    assert (orders["closed_in_time"], orders["compliance"], orders["first_time"]) == (34, "0.919", "1.000")
    assert (files["compliance"], files["time_to_closure_ms"]["median"]) == (None, None)


@pytest.mark.usefixtures("spring")
def test_the_mean_is_exact_and_percentiles_are_right_to_one_per_cent(desk: Desk) -> None:
    (orders,) = figures(desk, f"{PERIOD}&type=sales_order")

    took = orders["time_to_closure_ms"]
    assert took["mean"] == 19 * 60_000
    for name, minutes in (("median", 19), ("p90", 34), ("p95", 36), ("p99", 37)):
        assert took[name] == pytest.approx(minutes * 60_000, rel=0.01)


@pytest.mark.usefixtures("spring")
def test_steps_say_how_long_they_worked_and_waited_the_slowest_first(desk: Desk) -> None:
    (orders,) = figures(desk, f"{PERIOD}&type=sales_order")

    assert orders["steps"] == [
        {
            "step": "reserve_stock",
            "cases": 37,
            "worked_ms": 1000,
            "waited_ms": 3000,
            "waiting_share": "0.750",
        },
        {"step": "ship", "cases": 37, "worked_ms": 1000, "waited_ms": 0, "waiting_share": "0.000"},
    ]


@pytest.mark.usefixtures("spring")
def test_a_series_says_what_happened_on_each_day(desk: Desk) -> None:
    (orders,) = figures(desk, "since=2026-03-01&until=2026-03-31&type=sales_order&series=day")

    assert [day["day"] for day in orders["days"]] == [f"2026-03-{number:02}" for number in range(1, 32)]
    assert sum(day["closed"] for day in orders["days"]) == orders["closed"] == 31
    assert (orders["days"][0]["mean_ms"], orders["days"][1]["reopened"]) == (5 * 60_000, 1)


@pytest.mark.usefixtures("spring")
def test_figures_come_as_a_sheet_too(desk: Desk) -> None:
    by_type, by_day = (
        desk.client.get(
            f"/v1/operations/figures?{PERIOD}{series}",
            headers={"Authorization": f"Bearer {desk.key}", "Accept": "text/csv"},
        )
        for series in ("", "&series=day&type=sales_order")
    )

    assert by_type.content_type == "text/csv; charset=utf-8"
    assert by_type.text.splitlines()[0].startswith(
        "type,received,closed,refused,cancelled,reopened,closed_in_time"
    )
    assert by_type.text.splitlines()[2].startswith("sales_order,37,37,0,0,1,34,0.919,1,37,1.000,1140000")
    assert by_day.text.splitlines()[1] == "sales_order,2026-02-25,1,1,0,0,0,0,0.000,60000"
    assert len(by_day.text.splitlines()) == 38


@pytest.mark.usefixtures("spring")
def test_an_organisation_reads_its_own_figures_alone(desk: Desk) -> None:
    desk.key = desk.key_for("globex")

    (orders,) = figures(desk)

    assert (orders["received"], orders["closed"], orders["waiting"]) == (1, 0, 1)


def test_without_a_period_the_last_thirty_days_of_the_organisation_are_told(desk: Desk) -> None:
    answer = desk.get("/v1/operations/figures").get_json()

    since, until = (datetime.fromisoformat(answer[name]) for name in ("since", "until"))
    assert (until - since).days == 29
    assert (answer["time_zone"], answer["types"]) == ("Europe/Paris", [])


@pytest.mark.usefixtures("spring")
def test_whole_months_are_read_as_such_and_no_document_is_read_in_vain(desk: Desk, stack: LocalStack) -> None:
    with connect(stack.mongodb_admin_url) as mongo:
        database = mongo[DATABASE]
        database.command("profile", 2)
        try:
            by_type(database, "acme", date(2026, 2, 25), date(2026, 4, 2))
        finally:
            database.command("profile", 0)
        asked = list(database["system.profile"].find({"op": "query", "command.find": CASE_COUNTS}))
        database["system.profile"].drop()

    (one,) = asked
    # Orders: March and six days, by the lanes that counted; the file: 25 February.
    assert (one["docsExamined"], one["nreturned"]) == (9, 9)


@pytest.mark.parametrize("period", ["since=2020-01-01&until=2026-04-30", "since=2030-01-01"])
def test_a_period_that_is_too_long_or_empty_is_refused_in_the_readers_language(
    desk: Desk, period: str
) -> None:
    answer = desk.client.get(
        f"/v1/operations/figures?{period}",
        headers={"Authorization": f"Bearer {desk.key}", "Accept-Language": "fr"},
    )

    (fault,) = answer.get_json()["errors"]
    assert (answer.status_code, fault["parameter"]) == (422, "since")
    assert fault["detail"].startswith("La période")


def test_figures_need_their_scope(desk: Desk) -> None:
    desk.key = desk.key_for("acme", scopes=("cases:read",))

    assert desk.get("/v1/operations/figures").status_code == 403
