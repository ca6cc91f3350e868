from typing import Any

import pytest

from services.validation.service import room
from services.validation.settings import Settings
from shared.contracts.catalogue import received_by
from shared.contracts.errors import SettingsError

KEY = {"COULISSE_MASTER_KEY_FILE": "somewhere"}


def test_the_table_covers_what_validation_receives() -> None:
    assert {row.message for row in room(KEY).table} == set(received_by("validation"))


def test_settings_have_defaults() -> None:
    settings = Settings.read(KEY)

    assert (settings.inspectors, settings.cpu_seconds, settings.memory) == (2, 5, 400_000_000)
    assert settings.time_zone.key == "Europe/Paris"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "COULISSE_MASTER_KEY_FILE"),
        ({**KEY, "VALIDATION_INSPECTORS": "0"}, "VALIDATION_INSPECTORS"),
        ({**KEY, "VALIDATION_MEMORY_MB": "much"}, "VALIDATION_MEMORY_MB"),
        ({**KEY, "VALIDATION_CPU_SECONDS": "-1"}, "VALIDATION_CPU_SECONDS"),
        ({**KEY, "VALIDATION_KEEP_HOURS": "9999"}, "VALIDATION_KEEP_HOURS"),
        ({**KEY, "COULISSE_TIME_ZONE": "Paris/Texas"}, "COULISSE_TIME_ZONE"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(environ: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.read(environ)
