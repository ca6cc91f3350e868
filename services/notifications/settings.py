"""What notifications is told by its environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.contracts.errors import SettingsError
from shared.security.outbound import Allowed

STANDARD_DELAYS = "5s,5m,30m,2h,5h,10h,14h,20h,24h"
"""The example schedule of Standard Webhooks 1.0: ten attempts in a little over three days."""

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Settings:
    """COULISSE_MASTER_KEY_FILE: where the master key lies, that signing secrets are sealed under.
    WEBHOOK_ALLOW: hosts that may be called although private, in clear or on an unusual port
    (`localhost:9001`).
    WEBHOOK_DELAYS: waits between attempts, such as `5s,5m,2h`.
    WEBHOOK_DISABLE_AFTER: for how long a subscription must have failed before it is switched off, such as
    `2d`.
    """

    master_key_file: str
    allowed: Allowed
    delays: tuple[timedelta, ...]
    disable_after: timedelta

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Raises SettingsError."""
        key_file = environ.get("COULISSE_MASTER_KEY_FILE", "")
        if not key_file:
            raise SettingsError(
                "COULISSE_MASTER_KEY_FILE is missing: the file with the base64 of 32 random bytes"
            )
        allow = environ.get("WEBHOOK_ALLOW", "")
        try:
            allowed = Allowed.read(allow)
        except ValueError as error:
            raise SettingsError(f"WEBHOOK_ALLOW={allow!r} is no list of host or host:port: {error}") from None
        delays = environ.get("WEBHOOK_DELAYS") or STANDARD_DELAYS
        return cls(
            master_key_file=key_file,
            allowed=allowed,
            delays=tuple(_duration("WEBHOOK_DELAYS", part) for part in delays.split(",")),
            disable_after=_duration("WEBHOOK_DISABLE_AFTER", environ.get("WEBHOOK_DISABLE_AFTER") or "2d"),
        )


def _duration(setting: str, text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise SettingsError(f"{setting}: {text!r} is no duration such as 5s, 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})
