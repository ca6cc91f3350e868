"""A customer's credit limit, as the ERP sets it."""

from datetime import datetime, timedelta
from decimal import Decimal

from services.accounting.domain.customer import Customer
from shared.contracts.accounts import AdjustCredit, PaymentCleared, SetCreditLimit
from shared.contracts.values import Actor
from tests.support.deciding import START, Deciding
from tests.unit.accounting.building import a_bench, a_credit_check

ERP = Actor(kind="client", id="erp")


def a_limit(amount: str | None, at: datetime = START, customer: str = "C-1") -> SetCreditLimit:
    limit = None if amount is None else Decimal(amount)
    return SetCreditLimit(ledger="main", customer=customer, credit_limit=limit, at=at, actor=ERP)


def limit_of(bench: Deciding) -> Decimal | None:
    customer = bench.get(Customer, "acme/main/C-1")
    assert customer is not None
    return customer.credit_limit


def test_a_higher_limit_clears_the_case_that_waited_for_it() -> None:
    bench = a_bench(CREDIT_LIMIT="100.00")
    bench.tell(a_credit_check(gross="120.00"))

    (look,) = bench.tell(a_limit("500.00"))

    assert isinstance(look, AdjustCredit)
    assert [type(told) for told in bench.tell(look)] == [PaymentCleared]


def test_a_lower_limit_takes_nothing_back() -> None:
    bench = a_bench()
    bench.tell(a_credit_check(gross="120.00"))

    (look,) = bench.tell(a_limit("50.00"))

    assert bench.tell(look) == ()
    assert (limit_of(bench), bench.all(Customer)[0].open) == (Decimal("50.00"), Decimal("120.00"))


def test_the_limit_that_was_asked_for_last_counts_whichever_comes_first() -> None:
    bench = a_bench()
    bench.tell(a_limit("500.00", START + timedelta(seconds=1)))

    assert bench.tell(a_limit("300.00", START)) == ()

    assert limit_of(bench) == Decimal("500.00")


def test_the_same_limit_again_changes_nothing_and_looks_at_nobody() -> None:
    bench = a_bench()
    bench.tell(a_limit("500.00"))

    assert bench.tell(a_limit("500.00", START + timedelta(days=1))) == ()


def test_without_a_limit_of_its_own_a_customer_has_the_installations() -> None:
    bench = a_bench(CREDIT_LIMIT="100.00")
    bench.tell(a_limit("500.00"))

    bench.tell(a_limit(None, START + timedelta(seconds=1)))

    assert limit_of(bench) is None
    waiting = bench.tell(a_credit_check(gross="120.00"))
    assert not any(isinstance(told, PaymentCleared) for told in waiting)
