"""The VAT of a supplier's invoice, and periods between two answers."""

from decimal import Decimal

import pytest

from services.validation.domain.catalogue import UnknownCheckError
from services.validation.domain.period import period
from services.validation.domain.sums import sums
from services.validation.domain.vat_amounts import vat_amounts
from shared.contracts.values import CheckSetting, Totals, VatAmount

NAMED = CheckSetting(check="period", limits={"from": "invoiced_on", "until": "due_on"})


def an_amount(rate: str = "20", net: str = "100.00", vat: str = "20.00") -> VatAmount:
    return VatAmount(rate=Decimal(rate), net=Decimal(net), vat=Decimal(vat))


def tolerance(text: str) -> tuple[CheckSetting, ...]:
    return (CheckSetting(check="vat_amounts", limits={"tolerance": text}),)


@pytest.mark.parametrize(
    ("amount", "settings", "found"),
    [
        (an_amount(), (), 0),
        (an_amount(vat="20.02"), (), 0),
        (an_amount(vat="20.03"), (), 1),
        (an_amount(vat="20.05"), tolerance("0.05"), 0),
        (an_amount(vat="20.06"), tolerance("0.05"), 1),
        (an_amount(net="-100.00", vat="-20.00"), (), 0),
        (an_amount("5.5", "9.99", "0.55"), tolerance("0"), 0),
        (an_amount("0", "50.00", "0.00"), (), 0),
        (an_amount("0", "50.00", "10.00"), (), 1),
    ],
)
def test_vat_is_what_the_rate_makes_of_the_net_amount(
    amount: VatAmount, settings: tuple[CheckSetting, ...], found: int
) -> None:
    assert len(list(vat_amounts((amount,), settings))) == found


@pytest.mark.parametrize("text", ["much", "-1", "NaN"])
def test_a_limit_that_is_no_amount_fails_loudly(text: str) -> None:
    with pytest.raises(UnknownCheckError, match="tolerance"):
        list(vat_amounts((an_amount(),), tolerance(text)))


def test_totals_without_lines_are_compared_with_the_amounts() -> None:
    amounts = (an_amount(), an_amount("10", "50.00", "5.00"))
    wrong = Totals(net=Decimal("150.00"), gross=Decimal("170.00"))

    (finding,) = sums((), wrong, amounts)

    assert (finding.rule, finding.where) == ("sums.unequal", "/totals/gross")
    assert list(sums((), Totals(vat=Decimal("25.00")), amounts)) == []


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"invoiced_on": "2026-03-01", "due_on": "2026-02-28"}, 1),
        ({"invoiced_on": "2026-03-01", "due_on": "2026-03-01"}, 0),
        ({"invoiced_on": "2026-03-01"}, 0),
        ({}, 0),
    ],
)
def test_a_period_ends_after_it_begins(answers: dict[str, str], found: int) -> None:
    assert len(list(period(answers, (NAMED,)))) == found
