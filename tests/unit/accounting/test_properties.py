"""What holds whatever comes, in whatever order, however often."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import VAT_RATES
from services.accounting.domain.customer import Customer
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry, refuse_unbalanced
from services.accounting.domain.pricing import Price, price
from services.accounting.domain.sale import sale_lines
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import AdjustCredit
from shared.contracts.message import Message
from shared.contracts.values import Line
from tests.support.deciding import Deciding
from tests.unit.accounting.building import (
    a_bench,
    a_check,
    a_credit,
    a_credit_check,
    a_line,
    a_payment,
    a_release,
    an_issue,
)

prices = st.decimals(min_value=-500, max_value=5000, places=4).map(str)
lines_of_any_kind = st.lists(
    st.builds(
        a_line,
        price=prices,
        quantity=st.integers(1, 999),
        rate=st.sampled_from(sorted(VAT_RATES)).map(str),
        number=st.integers(1, 99),
    ),
    min_size=1,
    max_size=8,
).map(tuple)
cases = st.integers(1, 4).map(lambda number: f"case_{number}")
amounts = st.decimals(min_value=Decimal("0.01"), max_value=300, places=2).map(str)
customers = st.sampled_from(["C-1", "C-2"])
messages = st.one_of(
    st.builds(a_check, cases, amounts),
    st.builds(a_credit_check, cases, amounts, customer=customers),
    st.builds(a_payment, cases, amounts, st.integers(1, 5).map(lambda number: f"pay_{number}")),
    st.builds(a_release, cases),
    st.builds(an_issue, cases, terms=st.sampled_from(["prepaid", "on_account"]), customer=customers),
    st.builds(a_credit, cases),
)


@given(lines=lines_of_any_kind, prepaid=st.decimals(min_value=0, max_value=1_000_000, places=2))
def test_a_sale_balances_whatever_its_lines_rates_and_rebates(
    lines: tuple[Line, ...], prepaid: Decimal
) -> None:
    priced = price(lines, VAT_RATES)

    if isinstance(priced, Price):
        entry = sale_lines(priced, min(prepaid, priced.gross), "FA-1", "C-1", "707")
        refuse_unbalanced(entry)
        assert (
            sum(line.debit - line.credit for line in entry if line.account in ("411", "4191")) == priced.gross
        )


@given(lines=lines_of_any_kind)
def test_totals_are_whole_cents_and_add_up(lines: tuple[Line, ...]) -> None:
    priced = price(lines, VAT_RATES)

    if isinstance(priced, Price):
        vat = sum((amount.vat for amount in priced.vat_amounts()), ZERO)
        assert priced.net + vat == priced.gross
        assert all(amount == amount.quantize(ZERO) for amount in (priced.net, priced.gross, vat))


@settings(max_examples=150, deadline=None)
@given(told=st.lists(st.tuples(messages, st.integers(-3, 5)), max_size=30), together=st.integers(1, 7))
def test_numbers_have_no_gap_and_dates_never_go_back(told: list[tuple[Message, int]], together: int) -> None:
    bench = a_bench(CREDIT_LIMIT="300.00")

    _tell_all(bench, told, together)

    for numbers in _by_series(bench).values():
        in_order = sorted(numbers)
        assert [number for number, _ in in_order] == list(range(1, len(in_order) + 1))
        assert [on for _, on in in_order] == sorted(on for _, on in in_order)


@settings(max_examples=150, deadline=None)
@given(told=st.lists(st.tuples(messages, st.integers(0, 1)), max_size=30), together=st.integers(1, 7))
def test_open_amounts_are_what_cases_hold(told: list[tuple[Message, int]], together: int) -> None:
    bench = a_bench(CREDIT_LIMIT="300.00")

    _tell_all(bench, told, together)

    held: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for settlement in bench.all(Settlement):
        held[settlement.account] += settlement.held
        assert ZERO <= settlement.held <= settlement.missing
    for customer in bench.all(Customer):
        assert customer.open == held.pop(customer.id, ZERO)
    assert not any(held.values())


@settings(max_examples=150, deadline=None)
@given(told=st.lists(st.tuples(messages, st.integers(0, 1)), max_size=30), together=st.integers(1, 7))
def test_the_books_agree_with_what_was_received_and_invoiced(
    told: list[tuple[Message, int]], together: int
) -> None:
    bench = a_bench(CREDIT_LIMIT="300.00")

    _tell_all(bench, told, together)

    balance: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in bench.all(JournalEntry):
        refuse_unbalanced(entry.lines)
        for line in entry.lines:
            balance[line.account] += line.debit - line.credit
    received = sum((one.received for one in bench.all(Settlement)), ZERO)
    owed = sum((one.invoiced for one in bench.all(Settlement) if one.owes_invoice), ZERO)
    assert balance["512"] == received
    assert balance["411"] + balance["4191"] == owed - received


@settings(max_examples=100, deadline=None)
@given(told=st.lists(st.tuples(messages, st.integers(0, 1)), max_size=15))
def test_what_is_asked_twice_is_posted_and_held_once(told: list[tuple[Message, int]]) -> None:
    once, twice = a_bench(CREDIT_LIMIT="300.00"), a_bench(CREDIT_LIMIT="300.00")

    _tell_all(once, told, 1)
    _tell_all(twice, [again for message, days in told for again in ((message, days), (message, 0))], 1)

    assert once.all(JournalEntry) == twice.all(JournalEntry)
    assert once.all(Invoice) == twice.all(Invoice)
    assert _opens(once) == _opens(twice)


def _tell_all(bench: Deciding, told: list[tuple[Message, int]], together: int) -> None:
    """Batches of so many; the clock moves by the given days, back as well; what was delayed comes again."""
    for start in range(0, len(told), together):
        batch = told[start : start + together]
        bench.pass_time(timedelta(days=sum(days for _, days in batch)))
        waiting = [message for message, _ in batch]
        while waiting:
            outcome = bench.try_tell(waiting)
            assert outcome.failed == []
            _drain(bench, bench.sent(outcome))
            waiting = [received.decoded.message for received, _ in outcome.delayed]


def _drain(bench: Deciding, sent: tuple[Message, ...]) -> None:
    waiting = [message for message in sent if isinstance(message, AdjustCredit)]
    while waiting:
        further = bench.tell(waiting.pop(0))
        waiting.extend(message for message in further if isinstance(message, AdjustCredit))


def _by_series(bench: Deciding) -> dict[str, list[tuple[int, str]]]:
    series: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, on in [(one.number, one.issued_on) for one in bench.all(Invoice)] + [
        (one.number, one.entered_on) for one in bench.all(JournalEntry)
    ]:
        name, _, last = number.rpartition("-")
        series[name].append((int(last), on.isoformat()))
    return series


def _opens(bench: Deciding) -> dict[str, Decimal]:
    return {customer.id: customer.open for customer in bench.all(Customer) if customer.open}
