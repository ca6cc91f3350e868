"""What notifications is told by its environment."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import cast

from services.notifications.adapters.recipients import ADDRESS
from services.notifications.adapters.relay import Relay, Security
from shared.contracts.errors import SettingsError
from shared.security.outbound import Allowed
from shared.security.secret_files import secret_in
from shared.time_zones import TimeZones

STANDARD_DELAYS = "5s,5m,30m,2h,5h,10h,14h,20h,24h"
"""The example schedule of Standard Webhooks 1.0: ten attempts in a little over three days."""

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(s|m|h|d)")
_PORTS: Mapping[str, str] = {"starttls": "587", "tls": "465", "none": "25"}
"""By SMTP_SECURITY: RFC 6409 and RFC 8314."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Settings:
    """COULISSE_MASTER_KEY_FILE: where the master key lies, that signing secrets are sealed under.
    WEBHOOK_ALLOW: hosts that may be called although private, in clear or on an unusual port
    (`localhost:9001`).
    WEBHOOK_DELAYS: waits between attempts, such as `5s,5m,2h`.
    WEBHOOK_DISABLE_AFTER: for how long a subscription must have failed before it is switched off, such as
    `2d`.
    MAIL_DELAYS: waits between attempts at a mail, those of webhooks unless set.
    LEGAL_TIME_ZONE, LEGAL_TIME_ZONES: whose clock quiet hours and digests go by.
    relay: the mail server, see relay_of.
    """

    master_key_file: str
    allowed: Allowed
    delays: tuple[timedelta, ...]
    disable_after: timedelta
    mail_delays: tuple[timedelta, ...]
    zones: TimeZones
    relay: Relay | None

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
            delays=_durations("WEBHOOK_DELAYS", delays),
            disable_after=_duration("WEBHOOK_DISABLE_AFTER", environ.get("WEBHOOK_DISABLE_AFTER") or "2d"),
            mail_delays=_durations("MAIL_DELAYS", environ.get("MAIL_DELAYS") or delays),
            zones=TimeZones.read(environ),
            relay=relay_of(environ),
        )


def _durations(setting: str, text: str) -> tuple[timedelta, ...]:
    return tuple(_duration(setting, part) for part in text.split(","))


def _duration(setting: str, text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise SettingsError(f"{setting}: {text!r} is no duration such as 5s, 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def relay_of(environ: Mapping[str, str]) -> Relay | None:
    """SMTP_HOST: the mail server; without it the house sends no mail. SMTP_SECURITY: `starttls` (unless set), `tls`
    from the first byte, or `none`, which is refused together with a login. SMTP_PORT: 587, 465 or 25 unless set.
    SMTP_USER with SMTP_PASSWORD_FILE: the login, if any. MAIL_FROM: such as `Coulisse <no-reply@example.org>`.

    Raises SettingsError that names the setting at fault.
    """
    host = environ.get("SMTP_HOST", "").strip()
    if not host:
        return None
    security = environ.get("SMTP_SECURITY", "").strip() or "starttls"
    if security not in _PORTS:
        raise SettingsError(f"SMTP_SECURITY: {security!r} is none of starttls, tls and none")
    mail_from = environ.get("MAIL_FROM", "").strip()
    name, sender = parseaddr(mail_from)
    if not ADDRESS.fullmatch(sender) or not mail_from.isprintable():
        raise SettingsError("MAIL_FROM: give the sender, such as Coulisse <no-reply@example.org>")
    user = environ.get("SMTP_USER", "").strip()
    if user and security == "none":
        raise SettingsError("SMTP_USER: a login is never sent in clear; set SMTP_SECURITY to starttls or tls")
    return Relay(
        host=host,
        port=_port(environ.get("SMTP_PORT", "").strip() or _PORTS[security]),
        security=cast(Security, security),
        user=user,
        password=secret_in(environ.get("SMTP_PASSWORD_FILE", ""), "SMTP_PASSWORD_FILE") if user else "",
        sender=sender,
        sender_name=name,
        tls=ssl.create_default_context(),
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 0 < int(text) < 65_536):
        raise SettingsError(f"SMTP_PORT: {text!r} is no port")
    return int(text)
