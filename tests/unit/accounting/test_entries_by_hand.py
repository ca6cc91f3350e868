"""Entries by hand: balanced, on accounts that there are, on open days, and taken back by a further one."""

from datetime import date, timedelta

import pytest

from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from shared.contracts.bookkeeping import PostEntry
from tests.unit.accounting.auditing import audited
from tests.unit.accounting.building import a_bench
from tests.unit.accounting.desk import (
    TODAY,
    a_lock,
    a_purchase,
    a_reversal,
    an_account,
    an_entry,
    asked,
    credit,
    debit,
)


def test_an_entry_is_posted_as_it_was_given_once() -> None:
    bench = a_bench()

    first, again = asked(bench, an_entry()), asked(bench, an_entry())

    assert first.result == again.result == {"entry": "ent_1", "number": "OD-2026-000001"}
    (entry,) = bench.all(JournalEntry)
    assert [(line.account, str(line.debit), str(line.credit)) for line in entry.lines] == [
        ("627", "12.00", "0.00"),
        ("512", "0.00", "12.00"),
    ]
    assert entry.by == "claire"
    assert audited(bench) == []


@pytest.mark.parametrize(
    ("entry", "code", "pointer"),
    [
        (an_entry(debit("627", "12.00"), credit("512", "11.99")), "unbalanced_entry", "/lines"),
        (an_entry(debit("627", "12.00"), credit("9999", "12.00")), "unknown_account", "/lines/1/account"),
        (an_entry(debit("401", "12.00"), credit("512", "12.00")), "party_missing", "/lines/0/party"),
        (an_entry(debit("627", "0.00"), credit("512", "0.00")), "one_sided_line", "/lines/0"),
        (an_entry(debit("627", "-5.00"), credit("512", "-5.00")), "one_sided_line", "/lines/0"),
        (an_entry(debit("627", "0.001"), credit("512", "0.001")), "one_sided_line", "/lines/0"),
        (an_entry(debit("627", "12.00")), "line_count", "/lines"),
        (an_entry(on=TODAY + timedelta(days=1)), "day_to_come", "/entered_on"),
        (an_entry(on=date(2024, 12, 31)), "day_long_past", "/entered_on"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_reason_and_uses_no_number(
    entry: PostEntry, code: str, pointer: str
) -> None:
    bench = a_bench()

    answer = asked(bench, entry)

    assert (answer.status, answer.code, answer.pointer) == ("refused", code, pointer)
    assert answer.remedy
    assert bench.all(JournalEntry) == []
    assert asked(bench, an_entry()).result["number"] == "OD-2026-000001"


def test_an_account_of_ones_own_can_be_used_once_it_is_defined() -> None:
    bench = a_bench()
    entry = an_entry(debit("6251", "12.00"), credit("512", "12.00"))

    refused = asked(bench, entry)
    defined = asked(bench, an_account("6251"))
    posted = asked(bench, entry)

    assert (refused.code, defined.status, posted.status) == ("unknown_account", "done", "done")


@pytest.mark.parametrize("number", ["62", "8001", "0999", "299", "6251x", "62 51", ""])
def test_an_account_that_is_under_none_of_the_chart_is_refused(number: str) -> None:
    answer = asked(a_bench(), an_account(number))

    assert (answer.status, answer.code) == ("refused", "account_number")


def test_nothing_is_entered_on_a_locked_day() -> None:
    bench = a_bench()
    bench.tell(a_lock(date(2026, 2, 28)))

    refused = asked(bench, an_entry(on=date(2026, 2, 28)))
    posted = asked(bench, an_entry(on=date(2026, 3, 1)))

    assert (refused.code, posted.status) == ("locked_period", "done")


def test_an_entry_is_taken_back_by_one_with_its_sides_turned_round_once() -> None:
    bench = a_bench()
    bench.tell(an_entry())

    first, again = asked(bench, a_reversal()), asked(bench, a_reversal())

    assert first.result == again.result == {"entry": "ent_1_reversal", "number": "OD-2026-000002"}
    assert asked(bench, a_reversal("ent_1_reversal")).code == "not_by_hand"
    assert audited(bench) == []


def test_what_a_case_posted_is_not_taken_back_by_hand() -> None:
    bench = a_bench()
    bench.tell(a_purchase())

    assert asked(bench, a_reversal("ent_9_purchase")).code == "not_by_hand"
    assert asked(bench, a_reversal("ent_unheard_of")).code == "not_by_hand"


def test_paying_a_supplier_settles_the_one_invoice_of_that_amount() -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1", "F-1", "100.00", "20.00"))
    bench.tell(a_purchase("case_2", "F-2", "50.00", "10.00"))

    bench.tell(an_entry(debit("401", "60.00", "S-1"), credit("512", "60.00"), journal="BQ"))

    settled = [group for group in bench.all(Lettering) if group.settled]
    assert [(group.code, [line.piece for line in group.lines]) for group in settled] == [
        ("AAA", ["F-2", "OD-1"])
    ]
    assert audited(bench) == []


def test_which_of_two_invoices_of_one_amount_was_paid_is_for_a_person_to_say() -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1", "F-1"))
    bench.tell(a_purchase("case_2", "F-2"))

    bench.tell(an_entry(debit("401", "120.00", "S-1"), credit("512", "120.00"), journal="BQ"))

    assert [group.settled for group in bench.all(Lettering)] == [False, False, False]
