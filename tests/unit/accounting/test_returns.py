"""Credit notes for goods that come back: parts of an invoice, never more than it says, never twice."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import InvoiceCredited
from shared.contracts.credit_notes import CreditNoteIssued, CreditNoteRefused, CreditNoteReversed
from shared.contracts.values import Line
from tests.unit.accounting.auditing import audited
from tests.unit.accounting.building import a_bench, a_credit, a_line, a_payment, an_issue
from tests.unit.accounting.desk import a_return, a_return_undone


def test_a_part_of_an_invoice_is_credited() -> None:
    bench = a_bench()
    bench.tell(an_issue(lines=(a_line(quantity=5),), terms="on_account"))

    (told, *_) = bench.tell(a_return(lines=(a_line(quantity=2),)))

    assert isinstance(told, CreditNoteIssued)
    assert (told.number, told.net, told.gross) == ("AV-2026-000001", Decimal("200.00"), Decimal("240.00"))
    entry = bench.get(JournalEntry, "ent_8_credit")
    assert entry is not None
    assert [(line.account, str(line.debit - line.credit)) for line in entry.lines] == [
        ("707", "200.00"),
        ("44571", "40.00"),
        ("411", "-240.00"),
    ]
    (group,) = bench.all(Lettering)
    assert (group.balance, group.code, group.open) == (Decimal("360.00"), "AAA", True)
    assert audited(bench) == []


def test_the_same_case_is_credited_once() -> None:
    bench = a_bench()
    bench.tell(an_issue(lines=(a_line(quantity=5),)))

    first, again = bench.tell(a_return()), bench.tell(a_return())

    assert first == again
    assert len(bench.all(JournalEntry)) == 2


@pytest.mark.parametrize(
    ("lines", "changes", "because"),
    [
        ((a_line(quantity=4),), {}, "3 are left"),
        ((a_line("101.00"),), {}, "0 are left"),
        ((a_line(rate="10"),), {}, "0 are left"),
        ((a_line(number=7),), {}, "0 are left"),
        ((), {}, "no lines"),
        ((a_line(quantity=0),), {}, "not above zero"),
        ((a_line(),), {"of_case": "case_unheard"}, "not invoiced"),
        ((a_line(),), {"currency": "USD"}, "USD"),
        ((a_line(),), {"ledger": "lyon"}, "in ledger main"),
    ],
)
def test_what_the_invoice_does_not_have_any_more_is_refused(
    lines: tuple[Line, ...], changes: dict[str, Any], because: str
) -> None:
    bench = a_bench()
    bench.tell(an_issue(lines=(a_line(quantity=5),)))
    bench.tell(a_return("case_7", lines=(a_line(quantity=2),)))

    (told,) = bench.tell(a_return(lines=lines, **changes))

    assert isinstance(told, CreditNoteRefused)
    assert because in told.reason
    assert len(bench.all(JournalEntry)) == 2


def test_a_rebate_limits_what_is_given_back() -> None:
    bench = a_bench()
    bench.tell(an_issue(lines=(a_line(quantity=5), a_line("-100.00", number=2))))

    (told,) = bench.tell(a_return(lines=(a_line(quantity=5),)))

    assert isinstance(told, CreditNoteRefused)
    assert "400.00 are left" in told.reason


def test_nothing_is_credited_after_the_invoice_was_taken_back_as_a_whole() -> None:
    bench = a_bench()
    bench.tell(an_issue())
    bench.tell(a_credit())

    (told,) = bench.tell(a_return())

    assert isinstance(told, CreditNoteRefused)


def test_taking_an_invoice_back_credits_what_is_left_of_it() -> None:
    bench = a_bench()
    bench.tell(a_payment(amount="60.00"))
    bench.tell(an_issue(lines=(a_line("33.33", quantity=3),)))
    bench.tell(a_return(lines=(a_line("33.33", quantity=1),)))

    (told, *_) = bench.tell(a_credit())

    assert told == InvoiceCredited(case="case_1", step="invoice", number="AV-2026-000002")
    notes = [one for one in bench.all(Invoice) if one.kind == "credit_note"]
    assert sum(note.gross for note in notes) == Decimal("119.99")
    balances = {group.account: group.balance for group in bench.all(Lettering)}
    assert sum(balances.values()) == Decimal("-60.00")
    assert audited(bench) == []


def test_a_credit_note_undone_is_taken_back_by_an_invoice_and_can_be_asked_for_again() -> None:
    bench = a_bench()
    bench.tell(an_issue(terms="on_account"))
    bench.tell(a_return())

    (told, *_) = bench.tell(a_return_undone())
    (again, *_) = bench.tell(a_return("case_7"))

    assert told == CreditNoteReversed(case="case_8", step="credit", number="FA-2026-000002")
    assert isinstance(again, CreditNoteIssued)
    assert bench.tell(a_return_undone())[0] == told
    assert audited(bench) == []


def test_a_credit_note_undone_before_it_is_issued_is_never_issued() -> None:
    bench = a_bench()
    bench.tell(an_issue())

    early, late = bench.tell(a_return_undone()), bench.tell(a_return())

    assert early == late == (CreditNoteReversed(case="case_8", step="credit", number=""),)


def test_a_customer_who_gave_goods_back_owes_less() -> None:
    bench = a_bench()
    bench.tell(an_issue(lines=(a_line(quantity=2),), terms="on_account"))

    bench.tell(a_return())

    settlement = bench.get(Settlement, "case_1")
    assert settlement is not None
    assert settlement.held == settlement.missing == Decimal("120.00")


@settings(max_examples=60, deadline=None)
@given(
    sold=st.lists(
        st.tuples(
            st.sampled_from(["0.33", "10.05", "99.99"]), st.integers(1, 5), st.sampled_from(["20", "5.5"])
        ),
        min_size=1,
        max_size=4,
    ),
    back=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.booleans()), max_size=8),
)
def test_credit_notes_never_give_back_more_than_was_invoiced(
    sold: list[tuple[str, int, str]], back: list[tuple[int, int, bool]]
) -> None:
    lines = tuple(a_line(price, quantity, rate, n) for n, (price, quantity, rate) in enumerate(sold))
    bench = a_bench()
    bench.tell(an_issue(lines=lines))

    for number, (which, quantity, undone) in enumerate(back):
        line = lines[which % len(lines)]
        wanted = a_line(str(line.unit_price), quantity, str(line.vat_rate), line.number)
        bench.tell(a_return(f"case_r{number}", lines=(wanted,)))
        if undone:
            bench.tell(a_return_undone(f"case_r{number}"))
    bench.tell(a_credit())

    invoice = bench.get(Invoice, "inv_1")
    assert invoice is not None
    settlement = bench.get(Settlement, "case_1")
    rest = bench.get(Invoice, "crn_1")
    assert settlement is not None
    assert settlement.returned + (rest.gross if rest else Decimal(0)) == invoice.gross
    assert sum(group.balance for group in bench.all(Lettering)) == 0
    assert audited(bench) == []
