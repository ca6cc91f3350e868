"""Trials of credit and payments: in sandboxes by the customer's code, and never elsewhere."""

from decimal import Decimal

from shared.contracts.accounts import PaymentAwaited, PaymentCleared
from tests.unit.accounting.building import a_bench, a_check, a_credit_check, a_payment

SANDBOX = "acme~test"


def test_a_customer_whose_credit_is_exceeded_waits_for_it_and_may_get_it() -> None:
    bench = a_bench()

    told = bench.tell(a_credit_check(customer="TEST-CREDIT-EXCEEDED"), tenant=SANDBOX)

    (awaited,) = [one for one in told if isinstance(one, PaymentAwaited)]
    assert awaited.missing == Decimal("120.00")
    assert "credit limit of 0" in awaited.because


def test_a_refused_payment_is_waited_for_whatever_the_terms() -> None:
    for check in (a_check, a_credit_check):
        bench = a_bench()

        (awaited,) = bench.tell(check(customer="TEST-PAYMENT-REFUSED"), tenant=SANDBOX)
        paid = bench.tell(a_payment(), tenant=SANDBOX)

        assert isinstance(awaited, PaymentAwaited)
        assert "refused" in awaited.because
        assert any(isinstance(one, PaymentCleared) for one in paid)


def test_customers_of_live_tenants_may_be_called_anything() -> None:
    for customer in ("TEST-CREDIT-EXCEEDED", "TEST-PAYMENT-REFUSED"):
        (cleared,) = a_bench().tell(a_credit_check(customer=customer), tenant="acme")

        assert isinstance(cleared, PaymentCleared)


def test_other_customers_of_a_sandbox_have_the_usual_credit() -> None:
    (cleared,) = a_bench().tell(a_credit_check(customer="C-1"), tenant=SANDBOX)

    assert isinstance(cleared, PaymentCleared)
