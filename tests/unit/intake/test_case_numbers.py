"""Readable case numbers."""

from datetime import UTC, datetime

from services.intake.domain.case import Case
from services.intake.domain.number_series import NumberSeries, next_number, series_id
from shared.contracts.message import PARTITIONS
from tests.unit.intake.builders import a_sales_order
from tests.unit.intake.desk import Desk


def test_no_two_partitions_give_the_same_number() -> None:
    given: list[str] = []
    for partition in range(PARTITIONS):
        series = NumberSeries(id=series_id("acme", 2026, partition), tenant="acme")
        for _ in range(50):
            number, series = next_number(series, "SO", 2026, partition)
            given.append(number)

    assert len(set(given)) == len(given)
    assert min(given) == "SO-2026-000001"


def test_numbers_of_a_batch_differ() -> None:
    desk = Desk()

    desk.try_tell([a_sales_order(case=f"case_{n:032x}") for n in range(200)])

    numbers = [case.number for case in desk.all(Case)]
    assert len(set(numbers)) == 200


def test_each_year_counts_anew() -> None:
    desk = Desk()

    desk.told(
        a_sales_order(case="case_a", received_at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
        a_sales_order(case="case_b", received_at=datetime(2027, 1, 1, tzinfo=UTC)),
    )

    numbers = {case.id: case.number for case in desk.all(Case)}
    assert numbers["case_a"].startswith("SO-2026-")
    assert numbers["case_b"].startswith("SO-2027-")
    assert all(int(number.rpartition("-")[2]) <= PARTITIONS for number in numbers.values())


def test_each_tenant_counts_for_itself() -> None:
    desk = Desk()

    desk.tell(a_sales_order(case="case_a"), tenant="acme")
    desk.tell(a_sales_order(case="case_b"), tenant="globex")

    assert {series.tenant for series in desk.all(NumberSeries)} == {"acme", "globex"}


def test_a_case_submitted_again_keeps_its_number() -> None:
    desk = Desk()
    desk.told(a_sales_order())
    number = desk.case.number

    sent = desk.told(a_sales_order())

    assert sent == []
    assert desk.case.number == number
    assert [series.given for series in desk.all(NumberSeries)] == [1]
