"""Who issues invoices: read from a file, kept with what was issued."""

from datetime import date
from pathlib import Path

import pytest

from services.accounting.domain.invoice import Invoice
from services.accounting.settings import Settings
from shared.contracts.errors import SettingsError
from tests.unit.accounting.building import a_bench, a_credit, an_issue

MAISON = """
acme:
  name: Maison Coulisse
  line1: 12 quai des Étoiles
  postcode: "75004"
  city: Paris
  siren: "732829320"
  vat_number: FR44732829320
  payment_days: 45
"""


@pytest.fixture
def sellers(tmp_path: Path) -> Path:
    path = tmp_path / "sellers.yaml"
    path.write_text(MAISON, encoding="utf-8")
    return path


def test_an_invoice_keeps_its_seller_as_it_was(sellers: Path) -> None:
    bench = a_bench(SELLERS_FILE=str(sellers))
    bench.tell(an_issue(terms="on_account"))
    bench.tell(a_credit())

    for issued in bench.all(Invoice):
        assert issued.seller is not None
        assert (issued.seller.name, issued.seller.city) == ("Maison Coulisse", "Paris")


def test_an_invoice_on_account_is_due_after_the_sellers_days_a_prepaid_one_at_once(sellers: Path) -> None:
    bench = a_bench(SELLERS_FILE=str(sellers))
    bench.tell(an_issue("case_1", terms="on_account"))
    bench.tell(an_issue("case_2", terms="prepaid"))

    assert [invoice.due_on for invoice in bench.all(Invoice)] == [date(2026, 4, 16), date(2026, 3, 2)]


def test_who_has_no_seller_of_their_own_has_everybodys_or_none(sellers: Path) -> None:
    sellers.write_text(MAISON.replace("acme:", '"*":'), encoding="utf-8")
    rules = Settings.read({"SELLERS_FILE": str(sellers)}).rules

    assert rules.seller("globex") == rules.seller("acme")
    assert Settings.read({}).rules.seller("acme") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  city: Paris\n", "", "city is missing"),
        ("city: Paris", "city: Paris\n  colour: red", "there is no colour"),
        ('siren: "732829320"', "siren: 732829320", "siren has to be a text"),
        ("732829320", "732829321", "check digit"),
        ("payment_days: 45", "payment_days: 90", "payment_days"),
        ("name: Maison", "name: [", "not YAML"),
    ],
)
def test_a_seller_that_would_print_wrong_invoices_is_named_at_start(
    sellers: Path, old: str, new: str, said: str
) -> None:
    sellers.write_text(MAISON.replace(old, new), encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        Settings.read({"SELLERS_FILE": str(sellers)})


def test_a_file_that_is_not_there_is_named_at_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SELLERS_FILE"):
        Settings.read({"SELLERS_FILE": str(tmp_path / "nowhere.yaml")})
