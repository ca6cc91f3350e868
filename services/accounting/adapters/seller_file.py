"""Who issues the invoices of which tenant: a YAML file, `tenant: {name: ..., siren: ...}`, `*` for all others."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import yaml
from stdnum.fr import siren, siret

from services.accounting.domain.seller import Seller
from shared.contracts.errors import SettingsError

SETTING = "SELLERS_FILE"
LONGEST_PAYMENT_DAYS = 60
"""Code de commerce, article L441-10."""


def sellers_in(path: str) -> Mapping[str, Seller]:
    """The sellers by tenant; none when no file is named. Raises SettingsError that says which one and what."""
    if not path:
        return {}
    try:
        read = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise SettingsError(f"{SETTING}: cannot read {path}: {unreadable.strerror}") from unreadable
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise SettingsError(f"{SETTING}: {path} is not YAML in UTF-8") from broken
    if not isinstance(read, dict):
        raise SettingsError(f"{SETTING}: {path} is not of the form `tenant: {{name: ...}}`")
    return {str(tenant): _seller(str(tenant), data) for tenant, data in read.items()}


def _seller(tenant: str, data: Any) -> Seller:
    if not isinstance(data, dict):
        raise SettingsError(f"{SETTING}: {tenant}: a seller is a list of `name: value`")
    known = {field.name: field for field in fields(Seller)}
    needed = {name for name, field in known.items() if field.default is MISSING}
    wrong = [f"{name} is missing" for name in sorted(needed - data.keys())]
    wrong += [f"there is no {name}" for name in sorted(map(str, data.keys() - known.keys()))]
    wrong += [
        f"{name} has to be {_KINDS[known[name].type]}"
        for name, value in data.items()
        if name in known and type(value).__name__ != _type_name(known[name].type)
    ]
    wrong = wrong or _doubtful(data)
    if wrong:
        raise SettingsError(f"{SETTING}: {tenant}: " + "; ".join(wrong))
    return Seller(**data)


_KINDS: Mapping[Any, str] = {
    str: "a text (in quotation marks where it looks like a number)",
    int: "a whole number",
    bool: "true or false",
}


def _type_name(kind: Any) -> str:
    return str(kind.__name__)


def _doubtful(data: Mapping[str, Any]) -> list[str]:
    found = []
    if not siren.is_valid(data["siren"]):
        found.append("siren is none: its check digit does not fit")
    if data.get("siret") and not siret.is_valid(data["siret"]):
        found.append("siret is none: its check digit does not fit")
    if not 0 <= data.get("payment_days", 0) <= LONGEST_PAYMENT_DAYS:
        found.append(f"payment_days is not from 0 to {LONGEST_PAYMENT_DAYS} (Code de commerce, L441-10)")
    return found
