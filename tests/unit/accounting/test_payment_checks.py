"""Payment checks, payments and releases."""

from decimal import Decimal

import pytest

from services.accounting.domain.customer import Customer
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.payment import Payment
from services.accounting.domain.settlement import Settlement
from shared.contracts.accounts import (
    AdjustCredit,
    PaymentAwaited,
    PaymentCleared,
    PaymentReceived,
    PaymentReleased,
)
from shared.contracts.message import Message
from tests.support.deciding import Deciding
from tests.unit.accounting.building import a_bench, a_check, a_credit_check, a_payment, a_release, an_issue


def test_a_prepaid_case_waits_for_its_money() -> None:
    bench = a_bench()

    told = bench.tell(a_check(gross="120.00"))

    assert told == (_awaited("120.00", "0.00 of 120.00 EUR received"),)


def test_partial_payments_clear_a_prepaid_case_once_they_reach_its_gross() -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))

    first = bench.tell(a_payment(amount="100.00", payment="pay_1"))
    second = bench.tell(a_payment(amount="20.00", payment="pay_2"))

    assert first == (_received("100.00"), _awaited("20.00", "100.00 of 120.00 EUR received"))
    assert second == (_received("20.00", "pay_2"), _cleared())


def test_a_payment_may_come_before_the_check() -> None:
    bench = a_bench()
    bench.tell(a_payment(amount="120.00"))

    told = bench.tell(a_check(gross="120.00"))

    assert told == (_cleared(),)


def test_too_much_money_is_remembered() -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))

    bench.tell(a_payment(amount="150.00"))

    assert bench.tell(a_release())[-1] == _released("150.00")


def test_a_payment_recorded_twice_posts_one_entry() -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))
    bench.tell(a_payment(amount="60.00"))

    again = bench.tell(a_payment(amount="60.00"))

    assert again == (_received("60.00"),)
    assert len(bench.all(JournalEntry)) == 1
    assert _settlement(bench).received == Decimal("60.00")


@pytest.mark.parametrize(("amount", "currency"), [("120.00", "USD"), ("0.001", "EUR"), ("-5.00", "EUR")])
def test_money_that_cannot_be_counted_is_kept_and_told(amount: str, currency: str) -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))

    told = bench.tell(a_payment(amount=amount, currency=currency))

    assert isinstance(told[-1], PaymentAwaited)
    assert told[-1].missing == Decimal("120.00")
    assert "pay_1 is not counted" in told[-1].because
    assert bench.all(JournalEntry) == []
    assert bench.all(Payment)[0].refused


def test_an_unnamed_customer_gets_no_credit() -> None:
    bench = a_bench()

    told = bench.tell(a_credit_check(gross="120.00", customer=""))

    assert isinstance(told[0], PaymentAwaited)
    assert told[0].missing == Decimal("120.00")
    assert bench.tell(a_payment(amount="120.00"))[-1] == _cleared()


def test_a_case_in_another_currency_than_the_ledgers_waits_and_says_why() -> None:
    bench = a_bench()

    for check in (a_check("case_1", currency="USD"), a_credit_check("case_2", currency="USD")):
        told = bench.tell(check)

        assert isinstance(told[0], PaymentAwaited)
        assert "the ledger in EUR" in told[0].because


def test_on_account_is_cleared_and_held_up_to_the_limit() -> None:
    bench = a_bench(CREDIT_LIMIT="1000.00")

    first = bench.tell(a_credit_check("case_1", "1000.00"))
    second = bench.tell(a_credit_check("case_2", "0.01"))

    assert first == (_cleared("case_1"),)
    assert isinstance(second[0], PaymentAwaited)
    assert second[0].missing == Decimal("0.01")
    assert _open(bench) == Decimal("1000.00")


def test_credit_made_free_clears_the_urgent_first_and_then_the_oldest() -> None:
    bench = a_bench(CREDIT_LIMIT="1000.00")
    bench.tell(a_credit_check("case_1", "1000.00"))
    for case, lane in (("case_2", "normal"), ("case_3", "urgent"), ("case_4", "normal")):
        bench.tell(a_credit_check(case, "400.00"), lane="urgent" if lane == "urgent" else "normal")
        bench.now = bench.now.replace(second=bench.now.second + 1)

    told = _drain(bench, bench.tell(a_release("case_1")))

    assert _cleared_cases(told) == ["case_3", "case_2"]
    assert _open(bench) == Decimal("800.00")


def test_cases_that_were_asked_for_in_one_batch_are_cleared_in_the_order_of_their_ids() -> None:
    bench = a_bench(CREDIT_LIMIT="100.00")
    bench.tell(a_credit_check("case_0", "100.00"))
    bench.try_tell([a_credit_check(f"case_{number}", "50.00") for number in (3, 1, 4, 2)])

    told = _drain(bench, bench.tell(a_release("case_0")))

    assert _cleared_cases(told) == ["case_1", "case_2"]


def test_a_case_too_big_for_the_limit_lets_others_pass() -> None:
    bench = a_bench(CREDIT_LIMIT="1000.00")
    bench.tell(a_credit_check("case_1", "900.00"))
    bench.tell(a_credit_check("case_2", "5000.00"))
    bench.tell(a_credit_check("case_3", "200.00"))

    told = _drain(bench, bench.tell(a_release("case_1")))

    assert _cleared_cases(told) == ["case_3"]


def test_more_waiting_cases_than_one_look_are_all_cleared() -> None:
    bench = a_bench(CREDIT_LIMIT="120.00")
    bench.tell(a_credit_check("case_big", "120.00"))
    for number in range(120):
        bench.tell(a_credit_check(f"case_{number:03d}", "1.00"))

    told = _drain(bench, bench.tell(a_release("case_big")))

    assert len(_cleared_cases(told)) == 120
    assert _open(bench) == Decimal("120.00")


def test_a_payment_frees_the_credit_that_its_case_holds() -> None:
    bench = a_bench(CREDIT_LIMIT="1000.00")
    bench.tell(a_credit_check("case_1", "1000.00"))
    bench.tell(a_credit_check("case_2", "300.00"))

    told = _drain(bench, bench.tell(a_payment("case_1", "400.00")))

    assert _cleared_cases(told) == ["case_2"]
    assert _open(bench) == Decimal("900.00")


def test_a_case_over_the_limit_is_cleared_by_its_own_payment() -> None:
    bench = a_bench(CREDIT_LIMIT="100.00")
    bench.tell(a_credit_check("case_1", "300.00"))

    partly = _drain(bench, bench.tell(a_payment("case_1", "150.00", "pay_1")))
    enough = _drain(bench, bench.tell(a_payment("case_1", "50.00", "pay_2")))

    assert _cleared_cases(partly) == []
    assert _cleared_cases(enough) == ["case_1"]
    assert _open(bench) == Decimal("100.00")


def test_a_repeated_check_is_answered_again_and_held_once() -> None:
    bench = a_bench()
    bench.tell(a_credit_check(gross="120.00"))

    assert bench.tell(a_credit_check(gross="120.00")) == (_cleared(),)
    assert _open(bench) == Decimal("120.00")


def test_a_changed_check_replaces_what_was_held() -> None:
    bench = a_bench()
    bench.tell(a_credit_check(gross="120.00"))

    _drain(bench, bench.tell(a_credit_check(gross="80.00")))

    assert _open(bench) == Decimal("80.00")


def test_a_release_before_its_check_leaves_a_tombstone() -> None:
    bench = a_bench()

    early = bench.tell(a_release())
    late = bench.tell(a_credit_check())

    assert early == (_released("0.00"),)
    assert late == (_released("0.00"),)
    assert bench.all(Customer) == []


def test_a_released_prepayment_is_owed_back_each_time_one_asks() -> None:
    bench = a_bench()
    bench.tell(a_check(gross="120.00"))
    bench.tell(a_payment(amount="70.00"))

    assert bench.tell(a_release()) == (_released("70.00"),)
    assert bench.tell(a_release()) == (_released("70.00"),)


def test_an_invoice_nobody_checked_counts_towards_the_open_amount() -> None:
    bench = a_bench()

    _drain(bench, bench.tell(an_issue(terms="on_account")))

    assert _open(bench) == Decimal("120.00")


def test_checks_payments_and_releases_of_one_batch_see_each_other() -> None:
    bench = a_bench(CREDIT_LIMIT="100.00")

    outcome = bench.try_tell(
        [
            a_credit_check("case_1", "100.00"),
            a_credit_check("case_2", "100.00"),
            a_release("case_1"),
            a_payment("case_2", "100.00"),
        ]
    )

    assert (outcome.failed, outcome.delayed) == ([], [])
    _drain(bench, bench.sent(outcome))
    assert _settlement(bench, "case_2").state == "cleared"
    assert _open(bench) == Decimal("0.00")


def _drain(bench: Deciding, told: tuple[Message, ...]) -> list[Message]:
    """What was told in the end, once accounting's messages to itself are handled."""
    seen: list[Message] = []
    waiting = list(told)
    while waiting:
        message = waiting.pop(0)
        seen.append(message)
        if isinstance(message, AdjustCredit):
            waiting.extend(bench.tell(message))
    return seen


def _cleared_cases(told: list[Message]) -> list[str]:
    return [message.case for message in told if isinstance(message, PaymentCleared)]


def _settlement(bench: Deciding, case: str = "case_1") -> Settlement:
    found = bench.get(Settlement, case)
    assert found is not None
    return found


def _open(bench: Deciding) -> Decimal:
    customer = bench.get(Customer, "acme/main/C-1")
    return customer.open if customer else Decimal("0.00")


def _cleared(case: str = "case_1") -> PaymentCleared:
    return PaymentCleared(case=case, step="payment")


def _received(amount: str, payment: str = "pay_1") -> PaymentReceived:
    return PaymentReceived(case="case_1", payment=payment, amount=Decimal(amount), currency="EUR")


def _awaited(missing: str, because: str) -> PaymentAwaited:
    return PaymentAwaited(
        case="case_1", step="payment", missing=Decimal(missing), currency="EUR", because=because
    )


def _released(owed_back: str) -> PaymentReleased:
    return PaymentReleased(case="case_1", step="payment", owed_back=Decimal(owed_back), currency="EUR")
