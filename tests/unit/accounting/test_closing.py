"""Locks and closings: nothing is posted into what is locked, and a year's figures are carried over once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounting.domain.books import Books
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.month import Month
from tests.unit.accounting.auditing import audited
from tests.unit.accounting.building import a_bench, a_payment, an_issue
from tests.unit.accounting.desk import (
    a_closing,
    a_lock,
    a_purchase,
    a_reversal,
    an_entry,
    asked,
    credit,
    debit,
)

IN_JANUARY = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


def test_a_lock_goes_forwards_over_days_that_are_over_and_back() -> None:
    bench = a_bench()

    assert asked(bench, a_lock(date(2026, 3, 1))).result == {"locked_until": "2026-03-01"}
    assert asked(bench, a_lock(date(2026, 2, 1))).status == "done"
    assert asked(bench, a_lock(date(2026, 3, 2))).code == "day_to_come"


def test_closing_carries_balances_over_and_the_result_with_them() -> None:
    bench = a_bench()
    bench.tell(an_issue(terms="on_account"))
    bench.tell(a_payment(amount="20.00"))
    bench.tell(a_purchase(net="30.00", vat="6.00"))

    answer = asked(bench, a_closing(), at=IN_JANUARY)

    assert (answer.status, answer.result["number"], answer.result["result"]) == (
        "done",
        "AN-2027-000001",
        "70.00",
    )
    opening = bench.get(JournalEntry, answer.result["entry"])
    assert opening is not None
    assert opening.entered_on == date(2027, 1, 1)
    assert {line.account: line.debit - line.credit for line in opening.lines} == {
        "120": Decimal("-70.00"),
        "401": Decimal("-36.00"),
        "411": Decimal("100.00"),
        "44566": Decimal("6.00"),
        "44571": Decimal("-20.00"),
        "512": Decimal("20.00"),
    }
    assert audited(bench) == []


def test_a_loss_stands_on_another_account() -> None:
    bench = a_bench()
    bench.tell(an_entry())

    answer = asked(bench, a_closing(), at=IN_JANUARY)

    opening = bench.get(JournalEntry, answer.result["entry"])
    assert opening is not None
    assert {line.account: line.debit - line.credit for line in opening.lines} == {
        "129": Decimal("12.00"),
        "512": Decimal("-12.00"),
    }


def test_a_closed_year_is_closed_once_and_stays_locked() -> None:
    bench = a_bench()
    bench.tell(an_issue())

    first, again = asked(bench, a_closing(), at=IN_JANUARY), asked(bench, a_closing(), at=IN_JANUARY)
    entered = asked(bench, an_entry(on=date(2026, 12, 31)), at=IN_JANUARY)
    unlocked = asked(bench, a_lock(date(2026, 11, 30)), at=IN_JANUARY)

    assert first.result == again.result
    assert (entered.code, unlocked.code) == ("locked_period", "closed_year")
    assert len(bench.all(JournalEntry)) == 2


@pytest.mark.parametrize(("year", "code"), [(2027, "year_not_over"), (2025, ""), (2028, "year_not_over")])
def test_only_a_year_that_is_over_is_closed(year: int, code: str) -> None:
    bench = a_bench()

    assert asked(bench, a_closing(year), at=IN_JANUARY).code == code


def test_what_began_a_year_is_not_taken_back_by_hand() -> None:
    bench = a_bench()
    asked(bench, an_entry(on=date(2025, 6, 1)))
    opening = asked(bench, a_closing(2025)).result["entry"]

    answer = asked(bench, a_reversal(opening, on=date(2026, 2, 1)))

    assert answer.code == "not_by_hand"


def test_years_are_closed_in_their_order() -> None:
    bench = a_bench()
    bench.tell(an_entry(on=date(2025, 6, 1)))
    bench.tell(an_issue())

    early = asked(bench, a_closing(2026), at=IN_JANUARY)
    bench.tell(a_closing(2025), at=IN_JANUARY)
    late = asked(bench, a_closing(2026), at=IN_JANUARY)

    assert (early.code, late.status) == ("wrong_year", "done")
    assert audited(bench) == []


def test_what_comes_from_cases_after_a_lock_is_entered_on_an_open_day() -> None:
    """Even when this machine's clock is behind that of the one that locked."""
    bench = a_bench()
    bench.tell(a_lock(date(2026, 3, 4)), at=datetime(2026, 3, 5, 9, 0, tzinfo=UTC))

    bench.tell(an_issue(), at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC))

    assert bench.all(JournalEntry)[0].entered_on == date(2026, 3, 5)
    assert audited(bench) == []


amounts = st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2).map(str)
sides = st.sampled_from(["512", "627", "707", "370", "471", "641"])


@settings(max_examples=60, deadline=None)
@given(
    entered=st.lists(
        st.tuples(sides, sides, amounts, st.integers(1, 12), st.sampled_from([2025, 2026])), max_size=12
    ),
    again=st.lists(st.sampled_from([2025, 2026]), max_size=4),
)
def test_closing_is_idempotent_and_loses_no_cent(
    entered: list[tuple[str, str, str, int, int]], again: list[int]
) -> None:
    bench = a_bench()
    for number, (left, right, amount, month, year) in enumerate(entered):
        lines = (debit(left, amount), credit(right, amount))
        on = date(year, month, 3)
        bench.tell(an_entry(*lines, entry=f"ent_{number}", on=on), at=datetime(2026, 12, 30, tzinfo=UTC))

    for year in (2025, 2026, *again):
        assert asked(bench, a_closing(year), at=IN_JANUARY).status == "done"

    assert audited(bench) == []
    (books,) = bench.all(Books)
    assert [one.year for one in books.closed] == [2025, 2026]
    carried = [kept for kept in bench.all(Month) if kept.opening]
    assert len(carried) <= 2
    for opened in carried:
        assert sum(one.debit - one.credit for one in opened.opening.values()) == 0
