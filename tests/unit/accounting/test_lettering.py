"""Lettering: what settles what; it never changes an amount."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.accounting.domain.grouping import amounts_of
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering, letters
from shared.contracts.accounts import AdjustCredit
from shared.contracts.message import Message
from tests.support.deciding import Deciding
from tests.unit.accounting.auditing import audited
from tests.unit.accounting.building import a_bench, a_credit, a_line, a_payment, an_issue
from tests.unit.accounting.desk import (
    a_match,
    a_return,
    a_return_undone,
    an_entry,
    an_unmatch,
    asked,
    credit,
    debit,
)


def test_letters_go_on_after_the_last_of_three() -> None:
    assert [letters(number) for number in (1, 2, 26, 27, 17576, 17577)] == [
        "AAA", "AAB", "AAZ", "ABA", "ZZZ", "AAAA",
    ]  # fmt: skip


def test_an_invoice_and_its_payments_are_matched_by_themselves() -> None:
    bench = a_bench()
    bench.tell(an_issue(terms="on_account"))

    bench.tell(a_payment(amount="50.00"))
    partly = _open(bench)
    bench.tell(a_payment(amount="70.00", payment="pay_2"))

    assert [(group.balance, group.code) for group in partly] == [(Decimal("70.00"), "AAA")]
    assert [(group.code, group.settled) for group in bench.all(Lettering)] == [("AAA", True)]


def test_an_advance_is_matched_with_the_invoice_that_takes_it_up() -> None:
    bench = a_bench()
    bench.tell(a_payment(amount="50.00"))

    bench.tell(an_issue())

    found = {group.account: (group.balance, group.settled) for group in bench.all(Lettering)}
    assert found == {"4191": (Decimal("0.00"), True), "411": (Decimal("70.00"), False)}


def test_a_person_matches_what_cases_could_not_and_takes_it_apart_again() -> None:
    bench = a_bench()
    bench.tell(an_issue("case_1", terms="on_account"))
    bench.tell(an_issue("case_2", terms="on_account"))
    bench.tell(an_entry(debit("512", "240.00"), credit("411", "240.00", "C-1"), journal="BQ"))
    groups = [group.id for group in _open(bench)]

    matched = asked(bench, a_match(*groups))
    after = _open(bench)
    apart = asked(bench, an_unmatch(matched.result["lettering"]))

    assert (matched.result["code"], matched.result["balance"]) == ("AAA", "0.00")
    assert after == []
    assert apart.result == {"lines": "3"}
    assert sorted(group.balance for group in _open(bench)) == [Decimal(-240), Decimal(120), Decimal(120)]
    assert audited(bench) == []


def test_a_payment_goes_where_the_invoice_of_its_case_went() -> None:
    bench = a_bench()
    bench.tell(an_issue("case_1", terms="on_account"))
    bench.tell(an_issue("case_2", terms="on_account"))
    bench.tell(an_entry(debit("512", "200.00"), credit("411", "200.00", "C-1"), journal="BQ"))
    bench.tell(a_match(*(group.id for group in _open(bench))))

    bench.tell(a_payment("case_2", amount="40.00"))

    assert _open(bench) == []
    assert audited(bench) == []


def test_what_cannot_settle_each_other_is_refused() -> None:
    bench = a_bench()
    bench.tell(an_issue("case_1", terms="on_account"))
    bench.tell(an_issue("case_2", terms="on_account"))
    bench.tell(an_issue("case_3", terms="on_account", customer="C-2"))
    one, two, other = (group.id for group in bench.all(Lettering))

    assert asked(bench, a_match(one, two)).code == "one_sided_match"
    assert asked(bench, a_match(one, other)).code == "different_accounts"
    assert asked(bench, a_match(one, "let_unheard_of")).code == "unknown_lettering"
    assert asked(bench, an_unmatch(one)).code == "nothing_matched"


def test_the_oldest_amount_is_settled_first() -> None:
    bench = a_bench()
    lines = (debit("411", "100.00", "C-1"), credit("707", "100.00"))
    bench.tell(an_entry(*lines, entry="ent_a", on=date(2026, 1, 5)))
    bench.tell(an_entry(*lines, entry="ent_b", on=date(2026, 2, 5)))
    paid = (debit("512", "150.00"), credit("411", "150.00", "C-1"))
    bench.tell(an_entry(*paid, entry="ent_c", journal="BQ"))

    bench.tell(a_match(*(group.id for group in _open(bench))))

    (group,) = _open(bench)
    assert (group.balance, group.due_on) == (Decimal("50.00"), date(2026, 2, 5))


def _open(bench: Deciding) -> list[Lettering]:
    return [group for group in bench.all(Lettering) if group.open]


cases = st.integers(1, 3).map(lambda number: f"case_{number}")


class Matched(RuleBasedStateMachine):
    """Whatever is posted, matched and taken apart: amounts stay, and each line is in one group."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = a_bench()
        self.entries = 0

    def say(self, message: Message) -> None:
        for told in self.bench.tell(message):
            if isinstance(told, AdjustCredit):
                self.bench.tell(told)

    @rule(case=cases, quantity=st.integers(1, 2))
    def issue(self, case: str, quantity: int) -> None:
        self.say(an_issue(case, lines=(a_line(quantity=quantity),), terms="on_account"))

    @rule(case=cases, amount=st.sampled_from(["20.00", "120.00"]), number=st.integers(1, 4))
    def pay(self, case: str, amount: str, number: int) -> None:
        self.say(a_payment(case, amount, f"pay_{number}"))

    @rule(case=cases)
    def take_back(self, case: str) -> None:
        self.say(a_credit(case))

    @rule(case=cases, number=st.integers(1, 3))
    def give_back(self, case: str, number: int) -> None:
        self.say(a_return(f"case_r{number}", of_case=case))

    @rule(number=st.integers(1, 3))
    def give_back_undone(self, number: int) -> None:
        self.say(a_return_undone(f"case_r{number}"))

    @rule(amount=st.sampled_from(["100.00", "120.00", "240.00"]), owed=st.booleans())
    def enter(self, amount: str, owed: bool) -> None:
        self.entries += 1
        side = debit("411", amount, "C-1") if owed else credit("411", amount, "C-1")
        other = credit("512", amount) if owed else debit("512", amount)
        self.say(an_entry(side, other, entry=f"ent_h{self.entries}", journal="BQ"))

    @rule(which=st.lists(st.integers(0, 30), min_size=2, max_size=4))
    def match(self, which: list[int]) -> None:
        groups = self.bench.all(Lettering)
        if groups:
            self.say(a_match(*dict.fromkeys(groups[place % len(groups)].id for place in which)))

    @rule(which=st.integers(0, 30))
    def take_apart(self, which: int) -> None:
        groups = self.bench.all(Lettering)
        if groups:
            self.say(an_unmatch(groups[which % len(groups)].id))

    @invariant()
    def amounts_are_those_of_the_entries(self) -> None:
        entered: defaultdict[str, Decimal] = defaultdict(Decimal)
        for entry in self.bench.all(JournalEntry):
            for (account, _), amount in amounts_of(entry).items():
                entered[account] += amount
        for group in self.bench.all(Lettering):
            entered[group.account] -= group.balance
        assert not any(entered.values())
        assert audited(self.bench) == []


def test_lettering_conserves_amounts_whatever_comes() -> None:
    run_state_machine_as_test(
        Matched, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
