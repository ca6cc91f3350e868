"""What notifications is told by its environment is read once and named when it is wrong."""

from datetime import timedelta

import pytest

from services.notifications.settings import Settings
from shared.contracts.errors import SettingsError

KEY = {"COULISSE_MASTER_KEY_FILE": "/run/secrets/master"}


def test_the_schedule_is_that_of_standard_webhooks() -> None:
    settings = Settings.read(KEY)

    assert len(settings.delays) == 9
    assert timedelta(days=3) < sum(settings.delays, timedelta()) < timedelta(days=3, hours=4)
    assert settings.disable_after == timedelta(days=2)


def test_a_trial_may_use_a_short_schedule() -> None:
    settings = Settings.read({**KEY, "WEBHOOK_DELAYS": "0.2s, 1s,1m", "WEBHOOK_DISABLE_AFTER": "5s"})

    assert settings.delays == (timedelta(milliseconds=200), timedelta(seconds=1), timedelta(minutes=1))
    assert settings.disable_after == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "COULISSE_MASTER_KEY_FILE"),
        ({**KEY, "WEBHOOK_DELAYS": "5s,soon"}, "WEBHOOK_DELAYS"),
        ({**KEY, "WEBHOOK_DISABLE_AFTER": "2"}, "WEBHOOK_DISABLE_AFTER"),
        ({**KEY, "WEBHOOK_ALLOW": "localhost:http"}, "WEBHOOK_ALLOW"),
    ],
)
def test_what_is_missing_or_unreadable_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.read(environ)
