from decimal import Decimal

import pytest

from services.validation.domain.sums import sums
from shared.contracts.values import Line, Totals

D = Decimal


def a_line(price: str, quantity: int = 1, rate: str = "20", number: int = 1) -> Line:
    return Line(
        number=number,
        article="A",
        label="An article",
        quantity=quantity,
        unit_price=D(price),
        vat_rate=D(rate),
    )


def test_totals_that_the_lines_amount_to_are_good() -> None:
    lines = (a_line("10.00", 3), a_line("4.99", 2, "5.5"))

    assert not list(sums(lines, Totals(net=D("39.98"), vat=D("6.55"), gross=D("46.53"))))


def test_totals_are_only_checked_when_given() -> None:
    assert not list(sums((a_line("10"),), None))
    assert not list(sums((a_line("10"),), Totals()))


@pytest.mark.parametrize("total", ["net", "vat", "gross"])
def test_each_wrong_total_is_named_with_what_the_lines_amount_to(total: str) -> None:
    (finding,) = sums((a_line("10.00"),), Totals(**{total: D("99.99")}))

    assert (finding.rule, finding.severity, finding.where) == ("sums.unequal", "error", f"/totals/{total}")
    assert "99.99" in finding.message_en
    assert {"net": "10.00", "vat": "2.00", "gross": "12.00"}[total] in finding.message_fr


def test_half_a_cent_of_vat_counts_as_one() -> None:
    assert not list(sums((a_line("0.10", rate="5"),), Totals(vat=D("0.01"))))


def test_vat_is_rounded_per_rate_and_rounding_line_by_line_is_accepted_but_told() -> None:
    lines = tuple(a_line("0.99", rate="5.5", number=n) for n in range(1, 11))

    assert not list(sums(lines, Totals(vat=D("0.54"), gross=D("10.44"))))
    findings = list(sums(lines, Totals(vat=D("0.50"), gross=D("10.40"))))

    assert {(f.rule, f.severity) for f in findings} == {("sums.rounded_by_line", "info")}


def test_a_lines_net_amount_is_rounded_before_it_is_added() -> None:
    lines = (a_line("0.005"), a_line("0.005"))

    assert not list(sums(lines, Totals(net=D("0.02"))))


def test_a_case_without_lines_amounts_to_nothing() -> None:
    assert not list(sums((), Totals(net=D("0"), vat=D("0.00"), gross=D("0"))))
