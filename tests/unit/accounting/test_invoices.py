"""Invoices and credit notes, and the entries behind them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import EntryLine, JournalEntry, UnbalancedEntryError
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import InvoiceCredited, InvoiceIssued, InvoiceRefused
from shared.contracts.values import Line, VatAmount
from tests.support.deciding import Deciding
from tests.unit.accounting.building import a_bench, a_check, a_credit, a_line, a_payment, an_issue


def test_an_invoice_is_numbered_and_tells_vat_by_rate() -> None:
    bench = a_bench()

    told = bench.tell(an_issue(lines=(a_line("33.33", 3, "20"), a_line("10.05", 1, "5.5"))))

    assert told == (
        InvoiceIssued(
            case="case_1",
            step="invoice",
            invoice="inv_1",
            number="FA-2026-000001",
            issued_on=date(2026, 3, 2),
            currency="EUR",
            net=Decimal("110.04"),
            gross=Decimal("130.59"),
            vat=(
                VatAmount(rate=Decimal("20"), net=Decimal("99.99"), vat=Decimal("20.00")),
                VatAmount(rate=Decimal("5.5"), net=Decimal("10.05"), vat=Decimal("0.55")),
            ),
        ),
    )


def test_vat_is_rounded_half_up_once_per_rate() -> None:
    bench = a_bench()

    bench.tell(an_issue(lines=tuple(a_line("0.05", 1, "10", number) for number in range(1, 4))))

    assert _invoice(bench).vat[0].vat == Decimal("0.02")


def test_a_sale_debits_the_customer_and_credits_sales_and_vat() -> None:
    bench = a_bench()

    bench.tell(an_issue())

    assert _sides(bench, "ent_1_sale") == [
        ("411", "120.00", "0.00"),
        ("707", "0.00", "100.00"),
        ("44571", "0.00", "20.00"),
    ]


def test_services_may_be_sold_instead_of_goods() -> None:
    bench = a_bench(SALES_ACCOUNT="706")

    bench.tell(an_issue())

    assert _sides(bench, "ent_1_sale")[1][0] == "706"


def test_an_exempt_sale_has_no_vat_line() -> None:
    bench = a_bench()

    bench.tell(an_issue(lines=(a_line(rate="0"),)))

    assert [account for account, _, _ in _sides(bench, "ent_1_sale")] == ["411", "707"]


def test_a_rebate_goes_to_709_and_lowers_the_vat() -> None:
    bench = a_bench()

    bench.tell(an_issue(lines=(a_line("100.00"), a_line("-10.00", number=2))))

    assert _sides(bench, "ent_1_sale") == [
        ("411", "108.00", "0.00"),
        ("707", "0.00", "100.00"),
        ("709", "10.00", "0.00"),
        ("44571", "0.00", "18.00"),
    ]


def test_an_advance_is_absorbed_and_what_is_too_much_stays_owed() -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))
    bench.tell(a_payment(amount="150.00"))

    bench.tell(an_issue())

    assert _sides(bench, "ent_1_payment_1") == [("512", "150.00", "0.00"), ("4191", "0.00", "150.00")]
    assert _sides(bench, "ent_1_sale")[0] == ("4191", "120.00", "0.00")
    assert _invoice(bench).prepaid == Decimal("120.00")


def test_money_after_the_invoice_settles_the_customers_account() -> None:
    bench = a_bench()
    bench.tell(an_issue(terms="on_account"))

    bench.tell(a_payment(amount="120.00"))

    assert _sides(bench, "ent_1_payment_1") == [("512", "120.00", "0.00"), ("411", "0.00", "120.00")]


def test_a_credit_note_reverses_the_sale_under_a_number_of_its_own() -> None:
    bench = a_bench()
    bench.tell(a_payment(amount="50.00"))
    bench.tell(an_issue())

    told = bench.tell(a_credit())

    assert told == (InvoiceCredited(case="case_1", step="invoice", number="AV-2026-000001"),)
    sale, reversal = _entry(bench, "ent_1_sale"), _entry(bench, "ent_1_credit")
    assert reversal.reverses == sale.id
    assert [(line.debit, line.credit) for line in reversal.lines] == [
        (line.credit, line.debit) for line in sale.lines
    ]
    assert (sale.number, reversal.number) == ("VE-2026-000001", "VE-2026-000002")


def test_a_posted_entry_is_the_same_after_its_reversal() -> None:
    bench = a_bench()
    bench.tell(an_issue())
    before = _entry(bench, "ent_1_sale")

    bench.tell(a_credit())

    assert _entry(bench, "ent_1_sale") == before


def test_money_after_a_credit_note_is_owed_to_the_customer() -> None:
    bench = a_bench()
    bench.tell(an_issue())
    bench.tell(a_credit())

    bench.tell(a_payment(amount="120.00"))

    assert _sides(bench, "ent_1_payment_1")[1][0] == "4191"


def test_repeated_commands_are_answered_again_and_post_nothing() -> None:
    bench = a_bench()
    issued = bench.tell(an_issue())
    assert bench.tell(an_issue()) == issued
    credited = bench.tell(a_credit())

    assert bench.tell(a_credit()) == credited
    assert bench.tell(an_issue()) == issued
    assert len(bench.all(JournalEntry)) == 2


def test_a_credit_before_its_invoice_leaves_a_tombstone() -> None:
    bench = a_bench()
    nothing = InvoiceCredited(case="case_1", step="invoice", number="")

    assert bench.tell(a_credit()) == (nothing,)
    assert bench.tell(an_issue()) == (nothing,)
    assert bench.tell(a_credit()) == (nothing,)
    assert bench.all(JournalEntry) == []


def test_a_credit_in_the_batch_of_its_invoice_takes_it_back_as_if_it_had_come_later() -> None:
    together, apart = a_bench(), a_bench()

    outcome = together.try_tell([an_issue(), a_credit()])
    apart.tell(an_issue())
    apart.tell(a_credit())

    assert (outcome.delayed, outcome.failed) == ([], [])
    assert together.all(JournalEntry) == apart.all(JournalEntry)
    assert together.all(Settlement) == apart.all(Settlement)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "no lines"),
        ((a_line(rate="19.6"),), "VAT rate 19.6 is not in force"),
        ((a_line(quantity=0),), "quantity 0"),
        ((a_line(quantity=-1),), "quantity -1"),
        ((a_line("1E+400000"),), "not a usable number"),
        ((a_line("1E11", 900_000_000),), "not a usable number"),
        ((a_line("0.00"),), "total above zero"),
        ((a_line("10.00"), a_line("-20.00", number=2)), "total above zero"),
        (tuple(a_line() for _ in range(1001)), "1001 lines"),
    ],
)
def test_unusable_lines_are_refused_and_use_no_number(lines: tuple[Line, ...], said: str) -> None:
    bench = a_bench()

    told = bench.tell(an_issue(lines=lines))

    assert isinstance(told[0], InvoiceRefused)
    assert said in told[0].reason
    assert bench.all(Settlement) == []
    assert _invoice_number(bench, "case_2") == "FA-2026-000001"


def test_another_currency_than_the_ledgers_is_refused() -> None:
    told = a_bench().tell(an_issue(currency="USD"))

    assert isinstance(told[0], InvoiceRefused)
    assert "EUR" in told[0].reason


def test_invoices_are_dated_where_the_tenant_keeps_its_books() -> None:
    new_years_eve = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    bench = a_bench(LEGAL_TIME_ZONES="island=America/Martinique")

    bench.tell(an_issue("case_1"), at=new_years_eve)
    bench.tell(an_issue("case_2"), at=new_years_eve, tenant="island")

    assert (_invoice(bench, "inv_1").number, _invoice(bench, "inv_1").issued_on) == (
        "FA-2027-000001",
        date(2027, 1, 1),
    )
    assert _invoice(bench, "inv_2").number == "FA-2026-000001"


def test_the_date_does_not_go_back_when_the_clock_does() -> None:
    bench = a_bench()
    bench.tell(an_issue("case_1"), at=datetime(2026, 3, 5, tzinfo=UTC))

    bench.tell(an_issue("case_2"), at=datetime(2026, 3, 4, tzinfo=UTC))

    assert _invoice(bench, "inv_2").issued_on == date(2026, 3, 5)
    assert _entry(bench, "ent_2_sale").entered_on == date(2026, 3, 5)


def test_each_ledger_and_tenant_has_series_of_its_own() -> None:
    bench = a_bench()
    bench.tell(an_issue("case_1"))
    bench.tell(an_issue("case_2", ledger="lyon"))
    bench.tell(an_issue("case_3"), tenant="other")

    numbers = [invoice.number for invoice in bench.all(Invoice)]

    assert numbers == ["FA-2026-000001", "FA-lyon-2026-000001", "FA-2026-000001"]


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    bench = a_bench()
    bench.tell(an_issue())
    sale = _entry(bench, "ent_1_sale")

    def with_lines(*lines: EntryLine) -> JournalEntry:
        same = (
            sale.id,
            "acme",
            "main",
            "VE",
            "VE-1",
            sale.entered_on,
            "p",
            sale.piece_on,
            "l",
            "case_1",
            "EUR",
        )
        return JournalEntry(*same, lines, sale.posted_at)

    one, zero = Decimal("1.00"), Decimal("0.00")
    for lines in (
        (),
        (EntryLine("411", one, zero, ""),),
        (EntryLine("411", one, zero, ""), EntryLine("707", zero, Decimal("0.99"), "")),
        (EntryLine("411", one, one, ""), EntryLine("707", one, one, "")),
        (EntryLine("411", -one, zero, ""), EntryLine("707", zero, -one, "")),
        (EntryLine("411", zero, zero, ""), EntryLine("707", zero, zero, "")),
    ):
        with pytest.raises(UnbalancedEntryError):
            with_lines(*lines)


def _entry(bench: Deciding, id: str) -> JournalEntry:
    found = bench.get(JournalEntry, id)
    assert found is not None
    return found


def _sides(bench: Deciding, id: str) -> list[tuple[str, str, str]]:
    return [(line.account, str(line.debit), str(line.credit)) for line in _entry(bench, id).lines]


def _invoice(bench: Deciding, id: str = "inv_1") -> Invoice:
    found = bench.get(Invoice, id)
    assert found is not None
    return found


def _invoice_number(bench: Deciding, case: str) -> str:
    (told,) = bench.tell(an_issue(case))
    assert isinstance(told, InvoiceIssued)
    return told.number
