"""Settings name what is wrong with them."""

from decimal import Decimal
from pathlib import Path

import pytest

from services.accounting.collections import COLLECTIONS
from services.accounting.service import room
from services.accounting.settings import Settings
from shared.contracts.catalogue import received_by
from shared.contracts.errors import SettingsError


def test_nothing_has_to_be_set() -> None:
    settings = Settings.read({})

    assert settings.erp is None
    assert str(settings.rules.zone) == "Europe/Paris"
    assert (settings.rules.currency, settings.rules.credit_limit) == ("EUR", Decimal("50000.00"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEGAL_TIME_ZONE", "Mars/Olympus"),
        ("LEGAL_TIME_ZONES", "acme"),
        ("LEGAL_TIME_ZONES", "acme=../etc/passwd"),
        ("LEDGER_CURRENCY", "euro"),
        ("CREDIT_LIMIT", "lots"),
        ("CREDIT_LIMIT", "-1"),
        ("CREDIT_LIMIT", "0.001"),
        ("SALES_ACCOUNT", "708"),
        ("ERP_URL", "erp.example"),
        ("ERP_URL", "https://user:secret@erp.example"),
    ],
)
def test_an_unusable_setting_is_named_and_not_repeated_where_it_may_be_secret(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.read({name: value})

    assert str(error.value).startswith(name)
    assert "secret" not in str(error.value)


def test_the_token_comes_from_a_file_or_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("hush-1\n", encoding="utf-8")

    by_file = Settings.read({"ERP_URL": "https://erp.example/", "ERP_TOKEN_FILE": str(file)})
    by_value = Settings.read({"ERP_URL": "https://erp.example", "ERP_TOKEN": "hush-2"})

    assert by_file.erp is not None
    assert by_value.erp is not None
    assert (by_file.erp.token, by_value.erp.token) == ("hush-1", "hush-2")
    assert "hush" not in repr(by_file) + repr(by_value)
    with pytest.raises(SettingsError, match="ERP_TOKEN_FILE"):
        Settings.read({"ERP_URL": "https://erp.example", "ERP_TOKEN_FILE": str(tmp_path / "none")})


def test_the_table_covers_what_accounting_receives() -> None:
    table = room({}).table

    assert {row.message for row in table} == set(received_by("accounting"))
    assert len({collection.name for collection in COLLECTIONS}) == len(COLLECTIONS)
