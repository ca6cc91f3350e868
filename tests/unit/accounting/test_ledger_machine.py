"""The books live through any order of orders, days and repeats: balanced, numbered without gaps, paid once."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.accounting.domain.amount import ZERO
from services.accounting.domain.customer import Customer
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.payment import Payment
from services.accounting.domain.posting import credit_note_id, invoice_id
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import AdjustCredit, InvoiceIssued
from shared.contracts.message import Message
from tests.unit.accounting.auditing import audited
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

cases = st.integers(1, 3).map(lambda number: f"case_{number}")
amounts = st.sampled_from(["0.01", "60.00", "120.00", "200.00"])


class Ledger(RuleBasedStateMachine):
    """Its clock goes forwards and now and then a day back, as another machine's may."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = a_bench(CREDIT_LIMIT="250.00")
        self.posted: dict[str, JournalEntry] = {}
        self.said: list[Message] = []

    def say(self, message: Message) -> tuple[Message, ...]:
        """The service's orders to itself are carried out at once."""
        self.said.append(message)
        told = list(self.bench.tell(message))
        waiting = [one for one in told if isinstance(one, AdjustCredit)]
        while waiting:
            further = self.bench.tell(waiting.pop())
            waiting += [one for one in further if isinstance(one, AdjustCredit)]
        return tuple(told)

    @rule(case=cases, gross=amounts, on_account=st.booleans())
    def check(self, case: str, gross: str, on_account: bool) -> None:
        self.say(a_credit_check(case, gross) if on_account else a_check(case, gross))

    @rule(case=cases, quantity=st.integers(1, 3))
    def issue(self, case: str, quantity: int) -> None:
        before = self.bench.get(Invoice, invoice_id(case))

        told = self.say(an_issue(case, lines=(a_line(quantity=quantity),)))

        numbers = [one.number for one in told if isinstance(one, InvoiceIssued)]
        assert before is None or not numbers or numbers == [before.number]

    @rule(case=cases)
    def credit(self, case: str) -> None:
        self.say(a_credit(case))

    @rule(case=cases)
    def release(self, case: str) -> None:
        self.say(a_release(case))

    @rule(
        case=cases, amount=amounts, number=st.integers(1, 6), currency=st.sampled_from(["EUR", "EUR", "USD"])
    )
    def pay(self, case: str, amount: str, number: int, currency: str) -> None:
        self.say(a_payment(case, amount, f"pay_{number}", currency=currency))

    @rule(days=st.sampled_from([-1, 0, 1, 40]))
    def time_passes(self, days: int) -> None:
        self.bench.pass_time(timedelta(days=days))

    @rule(which=st.integers(0, 50))
    def say_again(self, which: int) -> None:
        """Under another id: nothing is posted or kept twice."""
        if self.said:
            counts = self._counts()
            again = self.said[which % len(self.said)]
            if isinstance(again, type(a_payment())):
                self.say(again)
                assert self._counts() == counts

    def _counts(self) -> tuple[int, ...]:
        return tuple(len(self.bench.all(kind)) for kind in (JournalEntry, Invoice, Payment))

    @invariant()
    def entries_balance_and_never_change(self) -> None:
        for entry in self.bench.all(JournalEntry):
            assert self.posted.setdefault(entry.id, entry) == entry
            assert sum(line.debit for line in entry.lines) == sum(line.credit for line in entry.lines) > 0
        assert len(self.posted) == len(self.bench.all(JournalEntry))

    @invariant()
    def numbers_have_no_gap_and_dates_never_go_back(self) -> None:
        numbered = [(one.number, one.issued_on) for one in self.bench.all(Invoice)]
        numbered += [(one.number, one.entered_on) for one in self.bench.all(JournalEntry)]
        for series in self.bench.all(Series):
            name = series.number.rpartition("-")[0]
            members = sorted(one for one in numbered if one[0].rpartition("-")[0] == name)
            counted = [int(number.rpartition("-")[2]) for number, _ in members]
            assert counted == list(range(1, series.last_number + 1))
            assert [on for _, on in members] == sorted(on for _, on in members)

    @invariant()
    def each_payment_counts_once_for_its_case(self) -> None:
        received: Counter[str] = Counter()
        for payment in self.bench.all(Payment):
            assert bool(payment.entry) != bool(payment.refused)
            received[payment.case] += int(payment.amount * 100) if payment.entry else 0
        for settlement in self.bench.all(Settlement):
            assert settlement.received * 100 == received[settlement.id]

    @invariant()
    def credit_is_what_cases_hold(self) -> None:
        held: dict[str, Decimal] = {}
        for settlement in self.bench.all(Settlement):
            held[settlement.account] = held.get(settlement.account, ZERO) + settlement.held
        for customer in self.bench.all(Customer):
            assert customer.open == held.get(customer.id, ZERO)

    @invariant()
    def an_invoice_is_credited_once_and_wholly(self) -> None:
        for number in range(1, 4):
            invoice = self.bench.get(Invoice, invoice_id(f"case_{number}"))
            note = self.bench.get(Invoice, credit_note_id(f"case_{number}"))
            assert note is None or (invoice is not None and note.gross == invoice.gross)

    @invariant()
    def what_is_kept_is_what_entries_say(self) -> None:
        assert audited(self.bench) == []


def test_the_books_stay_right_whatever_comes() -> None:
    run_state_machine_as_test(
        Ledger, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
