"""Suppliers' invoices: posted once under the day of the invoice, and a number of a supplier is posted once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.purchase import Purchase
from shared.contracts.purchases import PurchasePosted, PurchaseRefused, PurchaseReversed
from shared.contracts.values import VatAmount
from tests.unit.accounting.auditing import audited
from tests.unit.accounting.building import a_bench
from tests.unit.accounting.desk import a_lock, a_purchase, a_purchase_undone


def test_a_purchase_debits_charges_and_vat_and_credits_the_supplier() -> None:
    bench = a_bench()

    told = bench.tell(a_purchase())

    assert told == (
        PurchasePosted(case="case_9", step="post", entry="ent_9_purchase", number="AC-2026-000001"),
    )
    (entry,) = bench.all(JournalEntry)
    assert [(line.account, line.party, str(line.debit - line.credit)) for line in entry.lines] == [
        ("607", "", "100.00"),
        ("44566", "", "20.00"),
        ("401", "S-1", "-120.00"),
    ]
    assert (entry.entered_on, entry.piece) == (date(2026, 2, 20), "F-88")
    assert bench.all(Lettering)[0].due_on == date(2026, 3, 22)
    assert audited(bench) == []


def test_a_purchase_of_a_locked_period_is_entered_on_the_first_open_day() -> None:
    bench = a_bench()
    bench.tell(a_lock(date(2026, 2, 28)))

    bench.tell(a_purchase())

    (entry,) = bench.all(JournalEntry)
    assert (entry.entered_on, entry.piece_on) == (date(2026, 3, 1), date(2026, 2, 20))


@pytest.mark.parametrize("reference", ["F-88", "f 88", "F88", "F/88 "])
def test_the_same_number_of_the_same_supplier_is_refused_and_names_the_first(reference: str) -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1", "F-88"))

    (told,) = bench.tell(a_purchase("case_2", reference))

    assert isinstance(told, PurchaseRefused)
    assert "case_1" in told.reason
    assert len(bench.all(JournalEntry)) == 1


def test_another_supplier_or_another_year_may_use_the_same_number() -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1"))

    other = bench.tell(a_purchase("case_2", supplier="S-2"))
    earlier = bench.tell(a_purchase("case_3", invoiced_on=date(2025, 12, 20)))

    assert isinstance(other[0], PurchasePosted)
    assert isinstance(earlier[0], PurchasePosted)


def test_a_purchase_that_was_taken_back_can_be_posted_by_another_case() -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1"))

    (undone,) = bench.tell(a_purchase_undone("case_1"))
    (again,) = bench.tell(a_purchase("case_2"))

    assert undone == PurchaseReversed(case="case_1", step="post", number="AC-2026-000002")
    assert isinstance(again, PurchasePosted)
    assert bench.tell(a_purchase_undone("case_1")) == (undone,)
    assert audited(bench) == []


def test_a_purchase_undone_before_it_is_posted_is_never_posted() -> None:
    bench = a_bench()

    early = bench.tell(a_purchase_undone())
    late = bench.tell(a_purchase())

    assert early == late == (PurchaseReversed(case="case_9", step="post", number=""),)
    assert bench.all(JournalEntry) == []
    assert bench.all(Purchase)[0].state == "reversed"


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"supplier": ""}, "no supplier"),
        ({"currency": "USD"}, "USD"),
        ({"invoiced_on": date(2026, 3, 9)}, "still to come"),
        ({"net": Decimal("99.00")}, "do not make"),
        ({"gross": Decimal("121.00")}, "do not make"),
        ({"vat": (VatAmount(rate=Decimal(19), net=Decimal(100), vat=Decimal(19)),)}, "not in force"),
        ({"vat": (VatAmount(rate=Decimal(20), net=Decimal(100), vat=Decimal("20.06")),)}, "the invoice says"),
        ({"vat": ()}, "no amount"),
    ],
)
def test_an_invoice_that_does_not_add_up_is_refused(changes: dict[str, Any], because: str) -> None:
    bench = a_bench()

    (told,) = bench.tell(replace(a_purchase(), **changes))

    assert isinstance(told, PurchaseRefused)
    assert because in told.reason
    assert bench.all(JournalEntry) == []


def test_an_invoice_without_a_number_is_refused() -> None:
    (told,) = a_bench().tell(a_purchase(reference=" "))

    assert isinstance(told, PurchaseRefused)


def test_a_suppliers_credit_note_is_posted_the_other_way_round() -> None:
    bench = a_bench()
    bench.tell(a_purchase("case_1", "F-1"))

    (told,) = bench.tell(a_purchase("case_2", "A-1", "-50.00", "-10.00"))

    assert isinstance(told, PurchasePosted)
    assert sorted(group.balance for group in bench.all(Lettering)) == [Decimal("-120.00"), Decimal("60.00")]
    assert audited(bench) == []
