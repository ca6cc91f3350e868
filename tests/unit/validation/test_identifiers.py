from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.validation.adapters.identifiers.party_checks import party_findings
from services.validation.domain import catalogue

TODAY = date(2026, 3, 2)
HOLDS = ("iban", "siren", "siret", "vat_number", "identity")


def rules(party: Mapping[str, Any], check: str) -> list[str]:
    findings = list(party_findings(party, HOLDS, "/parties/0", (check,), TODAY))
    told = " ".join(str(finding) for finding in findings)
    for secret in ("FR76", "732829320", "1234567890"):
        assert secret not in told
    assert all(finding.where.startswith("/parties/0/") for finding in findings)
    return [finding.rule for finding in findings]


@pytest.mark.parametrize(
    ("account", "found"),
    [
        ({"iban": "FR76 3000 6000 0112 3456 7890 189"}, []),
        ({"iban": "FR7630006000011234567890189", "bic": "AGRIFRPP"}, []),
        ({"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}, []),
        ({"iban": "FR7630006000011234567890188"}, ["bank.iban_invalid"]),
        ({"iban": "FR76300060000112345678901890"}, ["bank.iban_invalid"]),
        ({"iban": "not an iban"}, ["bank.iban_invalid"]),
        ({"iban": ""}, ["bank.iban_invalid"]),
        ({"iban": "FR7630006000011234567890189", "bic": "AGRI"}, ["bank.bic_invalid"]),
        ({"iban": "FR7630006000011234567890189", "bic": "COBADEFFXXX"}, ["bank.bic_other_country"]),
    ],
)
def test_bank_details(account: dict[str, str], found: list[str]) -> None:
    assert rules({"bank_account": account}, catalogue.BANK_DETAILS) == found


@pytest.mark.parametrize(
    ("party", "found"),
    [
        ({"siren": "732829320"}, []),
        ({"siren": "732 829 320", "siret": "732 829 320 00074"}, []),
        ({"siren": "732829321"}, ["company.siren_invalid"]),
        ({"siren": "73282932"}, ["company.siren_invalid"]),
        ({"siret": "73282932000075"}, ["company.siret_invalid"]),
        ({"siren": "552008443", "siret": "73282932000074"}, ["company.siret_other_siren"]),
    ],
)
def test_company_numbers(party: dict[str, str], found: list[str]) -> None:
    assert rules(party, catalogue.COMPANY_NUMBERS) == found


@pytest.mark.parametrize(
    ("party", "found"),
    [
        ({"vat_number": "FR44732829320"}, []),
        ({"vat_number": "FR 44 732829320", "siren": "732829320"}, []),
        ({"vat_number": "DE136695976"}, []),
        ({"vat_number": "FR45732829320"}, ["vat.number_invalid"]),
        ({"vat_number": "732829320"}, ["vat.number_invalid"]),
        ({"vat_number": "FR44732829320", "siren": "552008443"}, ["vat.number_other_siren"]),
    ],
)
def test_vat_numbers(party: dict[str, str], found: list[str]) -> None:
    assert rules(party, catalogue.VAT_NUMBERS) == found


@pytest.mark.parametrize(
    ("expires_on", "found"),
    [
        ("2030-01-01", []),
        ("2026-03-20", ["identity.expires_soon"]),
        ("2026-03-02", ["identity.expires_soon"]),
        ("2026-03-01", ["identity.expired"]),
        ("next year", ["identity.date_unreadable"]),
        (None, ["identity.date_unreadable"]),
    ],
)
def test_identity(expires_on: str | None, found: list[str]) -> None:
    party = {"identity": {"number": "1234567890", "expires_on": expires_on}}

    assert rules(party, catalogue.IDENTITY) == found


def test_only_what_a_check_asks_about_and_the_party_holds_is_looked_at() -> None:
    party = {"siren": "000000001", "vat_number": "nonsense"}

    assert not list(party_findings(party, ("siren",), "/parties/0", (catalogue.VAT_NUMBERS,), TODAY))
