"""Settings of accounting, read once at start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.accounting.adapters.seller_file import sellers_in
from services.accounting.domain.amount import whole_cents
from services.accounting.domain.chart import GOODS, SERVICES
from services.accounting.domain.rules import Rules
from shared.contracts.errors import SettingsError
from shared.security.secret_files import secret_in


@dataclass(frozen=True)
class ErpSettings:
    """Where the ERP listens and the token that it asks for, which appears in no representation."""

    url: str
    token: str = field(repr=False)

    @property
    def name(self) -> str:
        """What the ERP is called as a destination: its host and port."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True)
class Settings:
    """rules: what decisions go by; erp: None when entries are sent nowhere."""

    rules: Rules
    erp: ErpSettings | None

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Raises SettingsError, naming the setting. The README lists them all."""
        erp = _erp(environ)
        rules = Rules(
            zone=_zone("LEGAL_TIME_ZONE", _text(environ, "LEGAL_TIME_ZONE", "Europe/Paris")),
            zones=_zones(environ),
            currency=_currency(environ),
            credit_limit=_credit_limit(environ),
            sales_account=_sales_account(environ),
            erp=erp.name if erp else "",
            erp_tenants=frozenset(_names(environ, "ERP_TENANTS")),
            pull_tenants=frozenset(_names(environ, "ERP_PULL_TENANTS")),
            sellers=sellers_in(_text(environ, "SELLERS_FILE")),
        )
        return cls(rules, erp)


def _text(environ: Mapping[str, str], name: str, default: str = "") -> str:
    return environ.get(name, "").strip() or default


def _names(environ: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in _text(environ, name).split(",") if part.strip()]


def _zone(setting: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise SettingsError(
            f"{setting}: no time zone {name!r} here; use a name such as Europe/Paris, and where the system"
            " carries no time zones install the PyPI package tzdata"
        ) from unknown


def _zones(environ: Mapping[str, str]) -> dict[str, ZoneInfo]:
    zones = {}
    for pair in _names(environ, "LEGAL_TIME_ZONES"):
        tenant, sign, name = pair.partition("=")
        if not sign or not tenant.strip():
            raise SettingsError(f"LEGAL_TIME_ZONES: {pair!r} is not of the form tenant=Zone/Name")
        zones[tenant.strip()] = _zone("LEGAL_TIME_ZONES", name.strip())
    return zones


def _currency(environ: Mapping[str, str]) -> str:
    currency = _text(environ, "LEDGER_CURRENCY", "EUR")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise SettingsError(f"LEDGER_CURRENCY: {currency!r} is no ISO 4217 code such as EUR")
    return currency


def _credit_limit(environ: Mapping[str, str]) -> Decimal:
    text = _text(environ, "CREDIT_LIMIT", "50000.00")
    try:
        limit = Decimal(text)
    except InvalidOperation:
        limit = Decimal("NaN")
    if not whole_cents(limit) or limit < 0:
        raise SettingsError(f"CREDIT_LIMIT: {text!r} is not an amount such as 50000.00")
    return limit


def _sales_account(environ: Mapping[str, str]) -> str:
    account = _text(environ, "SALES_ACCOUNT", GOODS)
    if account not in (GOODS, SERVICES):
        raise SettingsError(
            f"SALES_ACCOUNT: {account!r} is neither {GOODS} (goods) nor {SERVICES} (services)"
        )
    return account


def _erp(environ: Mapping[str, str]) -> ErpSettings | None:
    url = _text(environ, "ERP_URL").rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise SettingsError("ERP_URL: not an http(s) address without user and password in it")
    return ErpSettings(url, _token(environ))


def _token(environ: Mapping[str, str]) -> str:
    path = _text(environ, "ERP_TOKEN_FILE")
    return secret_in(path, "ERP_TOKEN_FILE") if path else _text(environ, "ERP_TOKEN")
