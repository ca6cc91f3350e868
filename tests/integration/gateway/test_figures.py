"""Key figures, counted from cases in the database, by indexes alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.stack import LocalStack
from services.intake.collections import CASES
from services.intake.queries.figures import by_type
from shared.persistence.mongo import apply_indexes, connect
from tests.integration.gateway.conftest import Desk

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
UNTIL = datetime(2026, 4, 1, tzinfo=UTC)
PERIOD = "since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z"


def a_case(number: int, opened: datetime, took: timedelta | None, **changes: Any) -> dict[str, Any]:
    milliseconds = int(opened.timestamp() * 1000)
    return {
        "_id": f"case_{milliseconds:012x}7{number:019x}",
        "tenant": "acme",
        "number": f"2026-{number}",
        "type": "sales_order",
        "status": "waiting" if took is None else "closed",
        "opened_at": opened,
        "ended_at": None if took is None else opened + took,
        "late": False,
    } | changes


@pytest.fixture
def cases(desk: Desk, stack: LocalStack) -> None:
    inside, before = SINCE + timedelta(days=3), SINCE - timedelta(days=9)
    rows = [a_case(number, inside, timedelta(minutes=number)) for number in range(1, 101)]
    rows[0]["late"] = rows[1]["late"] = True
    rows += [
        a_case(200, inside, None),
        a_case(201, before, None, type="customer_file"),
        a_case(202, before, timedelta(days=10), type="customer_file", status="refused"),
        a_case(203, before, timedelta(days=1)),
        a_case(204, inside, timedelta(minutes=1), tenant="globex"),
    ]
    with connect(stack.mongodb_admin_url) as mongo:
        collection = mongo["coulisse_intake"]["cases"]
        apply_indexes(collection, CASES.indexes)
        collection.insert_many(rows)


@pytest.mark.usefixtures("cases")
def test_figures_count_what_came_in_ended_and_waits_by_type(desk: Desk) -> None:
    files, orders = desk.get(f"/v1/figures?{PERIOD}").get_json()["types"]

    assert (orders["type"], orders["received"], orders["closed"], orders["waiting"]) == (
        "sales_order",
        101,
        100,
        1,
    )
    assert (orders["closed_in_time"], orders["compliance"]) == (98, "0.980")
    assert (files["received"], files["refused"], files["waiting"], files["compliance"]) == (0, 1, 1, None)
    assert files["time_to_closure_ms"]["median"] is None


@pytest.mark.usefixtures("cases")
def test_times_to_closure_are_right_to_one_per_cent(desk: Desk) -> None:
    (orders,) = desk.get(f"/v1/figures?{PERIOD}&type=sales_order").get_json()["types"]

    for name, minutes in (("mean", 50.5), ("median", 50), ("p90", 90), ("p95", 95), ("p99", 99)):
        assert orders["time_to_closure_ms"][name] == pytest.approx(minutes * 60_000, rel=0.0101)


@pytest.mark.usefixtures("cases")
def test_figures_read_no_case_itself(stack: LocalStack) -> None:
    with connect(stack.mongodb_admin_url) as mongo:
        database = mongo["coulisse_intake"]
        database.command("profile", 2)
        try:
            by_type(database, "acme", SINCE, UNTIL)
        finally:
            database.command("profile", 0)
        asked = list(database["system.profile"].find({"op": "command", "command.aggregate": "cases"}))
        database["system.profile"].drop()

    assert len(asked) == 3
    assert [one["docsExamined"] for one in asked] == [0, 0, 0]


@pytest.mark.parametrize(
    "period",
    [
        "since=2026-01-01T00:00:00Z&until=2026-04-30T00:00:00Z",
        "since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z",
    ],
)
def test_a_period_that_is_too_long_or_empty_is_refused(desk: Desk, period: str) -> None:
    answer = desk.get(f"/v1/figures?{period}")

    assert (answer.status_code, answer.get_json()["errors"][0]["parameter"]) == (422, "since")
