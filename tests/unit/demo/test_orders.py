from stdnum import iban

from infra.demo.orders import MISTYPED_IBAN, VALID_IBAN, customer_file, gross, line, sales_order
from infra.demo.papers import cut_off, paper


def test_vat_is_rounded_once_for_each_rate() -> None:
    lines = [line("A", 1, "0.03"), line("B", 1, "0.03"), line("C", 3, "10.00", "5.5")]

    assert gross(*lines) == "31.72"  # 0.06 + 0.01, and 30.00 + 1.65


def test_an_order_says_what_it_amounts_to() -> None:
    order = sales_order("WEB-1", "C-1", line("A", 2, "50.00"), priority="urgent")

    assert order["totals"] == {"gross": "120.00"}
    assert order["priority"] == "urgent"


def test_only_the_mistyped_iban_is_wrong() -> None:
    assert iban.is_valid(VALID_IBAN)
    assert not iban.is_valid(MISTYPED_IBAN)
    assert customer_file("CRM-1", "Ada Perrin")["parties"][0]["bank_account"] == {"iban": VALID_IBAN}


def test_a_broken_off_upload_has_lost_the_end_of_the_file() -> None:
    whole = paper("Signed order", "WEB-1")

    assert whole.rstrip().endswith(b"%%EOF")
    assert b"%%EOF" not in cut_off(whole)
